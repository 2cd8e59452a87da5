import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What a client may still send once it was answered; times in milliseconds. */
const usual = {
  /** How long it may go on. */
  longest: 30_000,
  /** How long it may fall silent meanwhile. */
  silence: 5000,
  bytes: 64 * 1024 ** 2,
}

/**
 * Has the connection end with this answer where the rest of the request's body is not waited for.
 * @param mayLast the rest is so short that Node may read and drop it, unless the client wants the connection to end
 */
export function hangUp({ raw }: FastifyRequest, reply: FastifyReply, mayLast = false): void {
  const { 'content-length': length = 0, 'transfer-encoding': coding } = raw.headers
  // Without a body too a request is complete only once it has been told of.
  if (raw.complete || (Number(length) === 0 && coding === undefined)) return
  if (!mayLast) reply.header('connection', 'close')
  const { socket } = raw
  // Node calls it once the answer is written.
  socket.destroySoon = () => linger(socket)
}

/**
 * Ends a connection behind its last answer, though its client may still be sending (RFC 9112, 9.6): if it were closed with
 * bytes unread, TCP would reset it, and the answer be lost to a client that writes first and reads then. So only our half
 * is closed, and what comes is dropped, within bounds.
 */
export function linger(socket: Socket, { longest, silence, bytes } = usual): void {
  if (socket.destroyed) return
  const end = () => socket.destroy()
  const timer = setTimeout(end, longest)
  let left = bytes
  const drop = () =>
    // What comes is no request any more.
    socket.removeAllListeners('data').on('data', ({ length }) => {
      left -= length
      if (left < 0) end()
    })
  // Node's parser holds what it reads off, and lets go of a socket that it paused only once that goes on.
  if (socket.isPaused()) socket.once('resume', drop).resume()
  else drop()
  socket.once('close', () => clearTimeout(timer)).setTimeout(silence, end)
  socket.end()
}
