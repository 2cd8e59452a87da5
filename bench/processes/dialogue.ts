import { connect, type Socket } from 'node:net'

const LF = 0x0a

/** Connects, takes the greeting, opens a session, and resolves with the socket once that is answered. */
export function logIn(port: number, token: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let heard = ''
    const failed = (error?: Error) => {
      socket.destroy()
      reject(error ?? new Error(`the server closed the connection after: ${heard}`))
    }
    const listen = (bytes: Buffer) => {
      heard += bytes.toString()
      if (!heard.endsWith('\n')) return
      const lines = heard.split('\n').slice(0, -1)
      if (!lines.every((line) => line.startsWith('success'))) return failed()
      if (lines.length === 1) return socket.write(`AUTH-RESUME ${token}\n`)
      socket.off('data', listen).off('error', failed).off('end', failed)
      resolve(socket)
    }
    socket.on('data', listen).on('error', failed).on('end', failed)
  })
}

/** Connects, and resolves with the socket. */
export function connectTo(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject).once('connect', () => resolve(socket.off('error', reject)))
  })
}

/** How many lines end in these bytes. */
export function countLines(bytes: Buffer): number {
  let lines = 0
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, end + 1)) lines++
  return lines
}
