import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import { openFile } from '../download.js'
import { type AnyHandler, handlerOf } from '../handler-kinds.js'
import { inTurn } from '../in-turn.js'
import type { FileFacts } from '../store/store.js'
import { type Admitted, admit, type Call } from './call.js'
import { contentDisposition } from './content-disposition.js'
import type { Desk } from './desk.js'
import { Refused } from './problem.js'
import { type Range, rangeOf } from './range.js'
import { patternOf, routes } from './route.js'
import { GUARDS, send } from './send.js'
import { callOf, readWords } from './verb-routes.js'

type Handler = Extract<AnyHandler, { kind: 'download' }>

/** FILE-GET-* over HTTP: the bytes are the body, its facts the head. */
export function downloadRoutes(app: FastifyInstance, desk: Desk): void {
  for (const route of routes) {
    const handler = handlerOf(route.verb)
    if (handler.kind !== 'download') continue
    app.route({
      method: ['GET', 'HEAD'],
      url: patternOf(route.path),
      handler: async (request, reply) => {
        const found = await find(desk, handler, callOf(route, request, readWords(route, request)))
        if (found instanceof Refusal) return send(reply, found)
        return desk.during(found, () => answer(desk, found.file, request, reply))
      },
    })
  }
}

/** A file, and who asked for it. */
type Found = Admitted & { readonly file: FileFacts }

const find = (desk: Desk, handler: Handler, call: Call): Promise<Found | Refusal> =>
  inTurn(desk.turn, () => {
    const admitted = admit(desk, call)
    if (admitted instanceof Refusal) return admitted
    const file = handler.run(admitted.peer, admitted.args)
    return file instanceof Refusal ? file : { ...admitted, file }
  })

async function answer(desk: Desk, file: FileFacts, request: FastifyRequest, reply: FastifyReply) {
  const { size } = file
  const etag = `"${file.sha256}"`
  const { 'if-none-match': known, 'if-range': ifRange, range: asked } = request.headers
  const handle = await openFile(desk.services.files, file)
  if (handle instanceof Refusal) return send(reply, handle)
  try {
    // RFC 9110, 14.2: a HEAD has no ranges.
    const isPart = request.method === 'GET' && (ifRange === undefined || ifRange === etag)
    const range = isPart ? rangeOf(asked, size) : undefined
    if (range === 'unsatisfiable') {
      const refusal = new Refusal('bad-argument', `the file has ${size} bytes`)
      throw new Refused(refusal, 416, { 'content-range': `bytes */${size}` })
    }
    const head = { ...GUARDS, ...headersOf(file), etag }
    if (known !== undefined && matches(known, etag)) {
      return reply
        .code(304)
        .headers({ ...GUARDS, etag, 'cache-control': head['cache-control'] })
        .send()
    }
    const { start, end } = range ?? { start: 0, end: size - 1 }
    reply.code(range ? 206 : 200).headers({ ...head, 'content-length': end - start + 1 })
    if (range) reply.header('content-range', `bytes ${start}-${end}/${size}`)
    if (request.method === 'HEAD') return reply.send()
    await stream(handle, { start, end }, reply, desk.services.limits.transferTimeout)
    return reply
  } finally {
    await handle.close()
  }
}

/** Sends a part of a file, as fast as the client takes it; breaks the connection where it ends too soon. */
async function stream(handle: FileHandle, part: Range, reply: FastifyReply, timeout: number): Promise<void> {
  reply.hijack()
  const { raw } = reply
  raw.setTimeout(timeout, () => raw.destroy())
  raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>)
  const bytes = handle.createReadStream({ ...part, autoClose: false })
  const isWhole = await pipeline(bytes, raw, { end: false }).then(
    () => bytes.bytesRead === part.end - part.start + 1,
    () => false,
  )
  if (isWhole) raw.end()
  else raw.destroy()
}

const headersOf = ({ name, mime }: FileFacts) => ({
  'content-type': isHarmless(mime) ? mime : 'application/octet-stream',
  mime,
  'content-disposition': contentDisposition(name),
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': 'private, no-cache',
  'accept-ranges': 'bytes',
})

/** Whether a browser that was led to it would run nothing in it. */
const isHarmless = (mime: string) =>
  /^(image\/(?!svg)|audio\/|video\/|font\/)|^(text\/plain|application\/(pdf|zip|gzip|json))$/.test(mime) &&
  !mime.endsWith('+xml')

const matches = (header: string, etag: string) =>
  header.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')))
