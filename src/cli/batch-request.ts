import { requestLine } from '../client/request-line.js'
import { LINE_BYTES } from '../protocol/limits.js'
import { usage } from '../protocol/request.js'
import { type ArgumentsOf, isVerb, rowOf, type Verb } from '../protocol/verbs.js'
import { elsewhere } from './elsewhere.js'
import { CliError, UsageError } from './errors.js'
import { BadText } from './stdin.js'

/** One line of a batch, read. `id` is its own, to be handed back; undefined where it has none. */
export interface BatchRequest {
  readonly id?: unknown
  /** What to send, or why it cannot be. */
  readonly request: { readonly verb: Verb; readonly line: string } | Error
}

/** Reads a line such as `{"verb":"CONTACT-ADD","args":{"name":"budi"},"id":1}`. Never throws. */
export function readBatchRequest(text: string | BadText): BatchRequest {
  if (text instanceof BadText) {
    return {
      request: new UsageError(text.fault === 'too-long' ? 'the line is too long' : 'the line is not UTF-8'),
    }
  }
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (cause) {
    return { request: new UsageError(`the line is not JSON: ${(cause as Error).message}`) }
  }
  if (!isRecord(given)) return { request: new UsageError('the line is no JSON object') }
  if (!canBeWritten(given.id)) return { request: new UsageError('id is nested too deeply') }
  const id = given.id === undefined ? {} : { id: given.id }
  try {
    return { ...id, request: toRequest(given) }
  } catch (error) {
    return { ...id, request: error as Error }
  }
}

function toRequest({ verb, args = {}, id: _, ...unknown }: Record<string, unknown>) {
  refuseUnknown(unknown, ['verb', 'args', 'id'])
  if (typeof verb !== 'string') throw new UsageError('verb is missing')
  if (!isVerb(verb)) throw new UsageError(`there is no verb ${verb}`)
  const command = elsewhere[verb]
  if (command) throw new UsageError(`${verb} is more than a line and its reply: use ${command}`)
  if (!isRecord(args)) throw new UsageError('args must be an object')
  const { arguments: wanted } = rowOf(verb)
  const names = wanted.map(({ name }) => name)
  const rest = Object.keys(args).filter((name) => !names.includes(name))
  if (rest.length > 0) throw new UsageError(`there is no argument ${rest[0]}: ${usage(verb)}`)
  const missing = names.find((name) => !Object.hasOwn(args, name))
  if (missing) throw new UsageError(`${missing} is missing: ${usage(verb)}`)
  const line = requestLine(verb, args as ArgumentsOf<Verb>, Number.POSITIVE_INFINITY)
  // The server would close the connection over it (LINE-8), and with it end the batch.
  const bytes = Buffer.byteLength(line)
  if (bytes > LINE_BYTES)
    throw new CliError('over-limit', `the request has ${bytes} bytes, of ${LINE_BYTES} at most`)
  return { verb, line }
}

function refuseUnknown(found: object, known: readonly string[]): void {
  const [first] = Object.keys(found)
  if (first !== undefined) throw new UsageError(`there is no ${first} in a request: only ${known.join(', ')}`)
}

/** JSON.parse reads what JSON.stringify runs out of stack over. */
function canBeWritten(id: unknown): boolean {
  try {
    JSON.stringify(id)
    return true
  } catch {
    return false
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
