import { isRefusalCode, type Refusal, type RefusalCode } from './refusals.js'
import { boolean, fits, type Infer, integer, optional, record, type Shape, string } from './shape.js'
import { message, rowOf, type Verb, verbNames } from './verbs.js'
import { writerOf } from './write-json.js'

const events = {
  message: record({ message }),
  presence: record({ name: string, online: boolean }),
  group: record({ code: string, change: string, name: string }),
  lagged: record({ dropped: integer }),
} as const

/**
 * What a server pushes to a session that asked with NOTIF-LISTEN (NOTIF-2, NOTIF-3). A later server may send types that
 * are not listed here.
 */
export type ChatEvent =
  | ({ readonly type: 'message' } & Infer<typeof events.message>)
  | ({ readonly type: 'presence' } & Infer<typeof events.presence>)
  | ({ readonly type: 'group' } & Infer<typeof events.group> & {
        readonly change: 'joined' | 'left' | 'admin'
      })
  | ({ readonly type: 'lagged' } & Infer<typeof events.lagged>)

/** What happened, of whatever type: each has some of these. */
export const eventShape: Shape = record({
  type: string,
  ...Object.fromEntries(
    [events.message, events.presence, events.group]
      .flatMap(({ fields }) => Object.entries<Shape>(fields))
      .map(([name, field]) => [name, optional(field)]),
  ),
})

/**
 * A server's line as a client reads it (REPLY-1, REPLY-3, REPLY-4). `value` is undefined where the message is not
 * JSON, `code` where it starts with no code of the table: such servers exist, and their words are the message.
 */
export type ServerLine =
  | { readonly type: 'success'; readonly text: string; readonly value: unknown }
  | { readonly type: 'failed'; readonly text: string; readonly code: RefusalCode | undefined }
  | { readonly type: 'event'; readonly event: ChatEvent }
  | { readonly type: 'other'; readonly text: string }

const writers = Object.fromEntries(
  verbNames.map((verb) => {
    const { value } = rowOf(verb)
    return [verb, value && writerOf(value)]
  }),
) as Record<Verb, ((value: unknown) => string) | undefined>

/** A verb's value as JSON; undefined where its row has none (REPLY-4). */
export const formatValue = (verb: Verb, value: unknown): string | undefined => writers[verb]?.(value)

/** `success` with a verb's value as JSON, or with human text where its row has none (REPLY-4). */
export function formatSuccess(verb: Verb, answer: unknown): string {
  return `success ${formatValue(verb, answer) ?? answer}`
}

/** `failed <code>: <cause>` (REPLY-3). */
export const formatFailed = ({ code, cause }: Refusal): string => `failed ${code}: ${cause}`

/** `event <JSON>` (NOTIF-2). */
export const formatEvent = (event: ChatEvent): string => `event ${JSON.stringify(event)}`

/** Reads one line of a server. */
export function parseServerLine(line: string): ServerLine {
  const space = line.indexOf(' ')
  const word = space < 0 ? line : line.slice(0, space)
  const text = space < 0 ? '' : line.slice(space + 1)
  if (word === 'success') return { type: 'success', text, value: parseJson(text) }
  if (word === 'failed') return { type: 'failed', ...splitCause(text) }
  if (word === 'event') {
    const event = parseJson(text)
    if (isEvent(event)) return { type: 'event', event }
  }
  return { type: 'other', text: line }
}

function splitCause(text: string): { text: string; code: RefusalCode | undefined } {
  const colon = text.indexOf(':')
  const code = colon < 0 ? text : text.slice(0, colon)
  if (!isRefusalCode(code)) return { text, code: undefined }
  return { text: colon < 0 ? '' : text.slice(colon + 1).trimStart(), code }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isEvent(value: unknown): value is ChatEvent {
  if (!fits(record({ type: string }), value)) return false
  return !Object.hasOwn(events, value.type) || fits(events[value.type as keyof typeof events], value)
}
