import { inspect } from 'node:util'
import { ChatError } from '../client/chat-error.js'
import { isRefusalCode, type RefusalCode } from '../protocol/refusals.js'
import { parseServerLine } from '../protocol/reply.js'
import { formatReport } from '../scenario/reports/terminal.js'
import type { RunResult } from '../scenario/result.js'
import { visible } from '../scenario/visible.js'
import { clip } from '../text/clip.js'

/** Says in words why there is nothing that a matcher could judge. */
export class Nothing {
  constructor(readonly shown: string) {}
}

/** A reply. */
export interface ReceivedReply {
  /** What a message shows of it. */
  readonly shown: string
  /** The whole line, or what it would have been. */
  readonly line: string
  readonly succeeded: boolean
  /** Of a success, as far as there is one. */
  readonly value?: unknown
  /** Of a failed, as far as there is one. */
  readonly code?: RefusalCode | undefined
}

/** A line that may be an event. */
export interface ReceivedEvent {
  readonly shown: string
  /** Undefined where the line is something else. */
  readonly event: unknown
}

/** A run that judged its rules. */
export interface ReceivedRun {
  readonly shown: string
  readonly held: boolean
}

/** Reads a reply as a test may hold it: its line, what a method of the client resolved with, or its ChatError. */
export function readReply(received: unknown): ReceivedReply | Nothing {
  if (typeof received === 'string') return readLine(received)
  if (received instanceof ChatError) return readError(received)
  if (isRecord(received) && typeof received.text === 'string' && 'value' in received) {
    const line = `success ${received.text}`
    return { shown: show(line), line, succeeded: true, value: received.value }
  }
  return new Nothing(`neither a reply nor a promise of one: ${brief(received)}`)
}

/** Reads an event as a test may hold it: its line, the client's event, or a step of the client's iterator. */
export function readEvent(received: unknown): ReceivedEvent | Nothing {
  if (typeof received === 'string') {
    const line = oneLine(received)
    if (line instanceof Nothing) return line
    const read = parseServerLine(line)
    return { shown: show(line), event: read.type === 'event' ? read.event : undefined }
  }
  if (isRecord(received) && typeof received.done === 'boolean')
    return received.done ? new Nothing('no event: the connection is over') : readEvent(received.value)
  if (isRecord(received) && typeof received.type === 'string')
    return { shown: show(`event ${JSON.stringify(received)}`), event: received }
  return new Nothing(`neither an event nor a promise of one: ${brief(received)}`)
}

/** Reads what a run came to. One that was cut short, or never reached a server, says nothing about the rules. */
export function readRun(received: unknown): ReceivedRun | Nothing {
  if (!isRun(received))
    return new Nothing(`neither the result of a run nor a promise of one: ${brief(received)}`)
  const { outcome } = received
  const shown = `${outcome}\n\n${formatReport(received)}`
  return outcome === 'held' || outcome === 'broken' ? { shown, held: outcome === 'held' } : new Nothing(shown)
}

function readLine(text: string): ReceivedReply | Nothing {
  const line = oneLine(text)
  if (line instanceof Nothing) return line
  const shown = show(line)
  const reply = parseServerLine(line)
  switch (reply.type) {
    case 'success':
      return { shown, line, succeeded: true, value: reply.value }
    case 'failed':
      return { shown, line, succeeded: false, code: reply.code }
    default:
      return new Nothing(`a line that is no reply: ${shown}`)
  }
}

/** The client refuses with the server's codes what it does not even send; its other codes tell that no reply came. */
function readError({ code, message }: ChatError): ReceivedReply | Nothing {
  if (code !== 'refused' && !isRefusalCode(code)) return new Nothing(`no reply, ${code}: ${show(message)}`)
  const line = code === 'refused' ? `failed ${message}` : `failed ${code}: ${message}`
  return { shown: show(line), line, succeeded: false, code: code === 'refused' ? undefined : code }
}

function oneLine(text: string): string | Nothing {
  const line = text.replace(/\r?\n$/, '')
  return line.includes('\n') ? new Nothing(`more than one line: ${show(line)}`) : line
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isRun = (value: unknown): value is RunResult =>
  isRecord(value) && typeof value.outcome === 'string' && Array.isArray(value.results)

/** A line of any length and content as a message can show it. */
const show = (line: string) => clip(visible(line.slice(0, 2000)), 1000)

const brief = (value: unknown) => inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY })
