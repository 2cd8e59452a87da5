import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import { type AnyHandler, handlerOf, type UploadArguments } from '../handler-kinds.js'
import { inTurn } from '../in-turn.js'
import { receiveUpload } from '../upload.js'
import { isReplayed, keyReused, type Replayed } from './answers.js'
import { askForBody } from './bodies.js'
import { type Admitted, admit, type Call, conclude, DONE, type Outcome } from './call.js'
import type { Desk } from './desk.js'
import { hangUp } from './hang-up.js'
import { Refused, toProblem } from './problem.js'
import { patternOf, type Route, routes } from './route.js'
import { send } from './send.js'
import { callOf, queryOf } from './verb-routes.js'
import { type Fields, parseQuery, wordsOf } from './words.js'

type Handler = Extract<AnyHandler, { kind: 'upload' }>

/** FILE-SEND-* over HTTP: the bytes are the body, whatever its type; with `?check=true` there are none yet. */
export function uploadRoutes(app: FastifyInstance, desk: Desk): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // The bytes are read once they are admitted.
    scope.addContentTypeParser('*', (_request, _body, done) => done(null))
    for (const route of routes) {
      const handler = handlerOf(route.verb)
      if (handler.kind !== 'upload') continue
      scope.route({
        method: route.method,
        url: patternOf(route.path),
        handler: async (request, reply) => {
          const outcome = await upload(desk, handler, route, request, reply)
          hangUp(request, reply, sizeOf(request) <= desk.services.limits.maxFile)
          return send(reply, outcome)
        },
      })
    }
  })
}

async function upload(
  desk: Desk,
  handler: Handler,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Outcome | Refusal> {
  const { isCheck, words } = readUpload(route, request)
  const call = callOf(route, request, words)
  const admitted = await inTurn(desk.turn, () => reserve(desk, handler, call, isCheck))
  if (!('peer' in admitted)) {
    const hasLength = isCheck || request.headers['content-length'] !== undefined
    if (admitted instanceof Refusal && admitted.code === 'bad-size' && !hasLength)
      return toProblem(NO_LENGTH, 411)
    return admitted
  }
  if (isCheck) return DONE
  const { replayed } = admitted
  const work = async () => {
    askForBody(request, reply)
    const next = bytesOf(request.raw, admitted.peer.limits.transferTimeout)
    return replayed
      ? compare(replayed, argumentsOf(admitted).size, next)
      : receive(desk, handler, call, admitted, next)
  }
  return desk.during(admitted, work).finally(() => replayed || desk.answers.free(admitted, call))
}

async function receive(desk: Desk, handler: Handler, call: Call, admitted: Admitted, next: Bytes) {
  const arrived = await receiveUpload(admitted.peer, handler, argumentsOf(admitted), next)
  try {
    return await inTurn(desk.turn, () => conclude(desk, call, admitted, arrived.run(), arrived.sha256))
  } catch (error) {
    arrived.failed()
    throw error
  }
}

/** Gives the answer again if these bytes are those that it was given to. */
async function compare(replayed: Replayed, size: number, next: Bytes): Promise<Outcome> {
  const hash = createHash('sha256')
  for (let left = size; left > 0; ) {
    const bytes = await next()
    left -= bytes.length
    hash.update(bytes)
  }
  return hash.digest('hex') === replayed.sha256 ? replayed : keyReused()
}

const argumentsOf = ({ args }: Admitted) => args as UploadArguments

/** An upload whose bytes may come. */
interface Expected extends Admitted {
  /** What was answered to it before, if those are the same bytes. */
  readonly replayed?: Replayed
}

/** Whether the bytes may come; the space for them is set aside, unless this is only a check, or they came before. */
function reserve(desk: Desk, handler: Handler, call: Call, isCheck: boolean): Expected | Outcome | Refusal {
  const admitted = admit(desk, call)
  if (admitted instanceof Refusal) return admitted
  const replayed = isCheck ? undefined : desk.answers.replay(admitted, call)
  if (replayed) return isReplayed(replayed) ? { ...admitted, replayed } : replayed
  const { peer } = admitted
  const args = argumentsOf(admitted)
  const refusal = handler.admit(peer, args)
  if (refusal) return refusal
  if (isCheck) peer.afterCommit(() => peer.quota.release(peer.session!.account.id, args.size))
  else desk.answers.claim(admitted, call)
  return admitted
}

/** @throws Refused where the request is malformed */
function readUpload(route: Route, request: FastifyRequest) {
  const query = parseQuery(queryOf(request))
  if (query instanceof Refusal) return { isCheck: false, words: query }
  const { check, ...fields } = query
  const isCheck = check === 'true'
  if (check !== undefined && !isCheck)
    return { isCheck, words: new Refusal('bad-argument', '"check" must be true') }
  // No length is no size: that is told after what comes before it.
  const size = isCheck ? {} : { size: request.headers['content-length'] ?? '0' }
  if (!isCheck && 'size' in fields) {
    return { isCheck, words: new Refusal('wrong-arguments', 'Content-Length says the size') }
  }
  return { isCheck, words: wordsOf(route.verb, request.params as Fields, { ...fields, ...size }) }
}

const sizeOf = ({ headers }: FastifyRequest) => Number(headers['content-length'])

const NO_LENGTH = new Refusal('bad-size', 'Content-Length must say the size')

/** Gives some further bytes; throws where none will come. */
type Bytes = () => Promise<Buffer>

/**
 * The body's bytes as they come.
 * @param timeout how long it may stand still, in milliseconds
 */
function bytesOf(body: IncomingMessage, timeout: number): Bytes {
  const chunks = body.iterator({ destroyOnReturn: false })
  const still = new Promise<never>((_resolve, reject) => {
    body.setTimeout(timeout, () => reject(new Refused(STILL, 408)))
  })
  still.catch(() => {})
  return async () => {
    // What breaks off here is the client: that is no fault of ours.
    const next = chunks.next().catch(() => ({ value: undefined, done: true }))
    const { value, done } = await Promise.race([next, still])
    if (done) throw new Refused(CUT)
    return value
  }
}

const STILL = new Refusal('busy', 'the file stood still for too long')
/** Nobody is there to read it. */
const CUT = new Refusal('bad-size', 'the file ended too soon')
