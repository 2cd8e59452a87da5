import { ChatError } from '../chat-error.js'
import { discard, typeOf } from './body.js'
import { readEvents } from './event-stream.js'
import type { WebResponse } from './fetch.js'
import type { Incoming } from './incoming.js'
import type { Problem } from './problem.js'
import type { Visit } from './visit.js'

/** A stream of events that is open: each becomes a line of its own (NOTIF-2). */
export class Listening {
  /** Resolves when the server has ended the stream; rejects where it broke. */
  readonly ended: Promise<void>
  readonly #abort: AbortController

  private constructor(response: WebResponse, abort: AbortController, incoming: Incoming) {
    this.#abort = abort
    const take = (event: string) => incoming.inTurn((put) => put(`event ${event}\n`))
    let isSilent = false
    const silent = () => {
      isSilent = true
      abort.abort()
    }
    this.ended = readEvents(response, take, silent).catch((error) => {
      throw isSilent ? new ChatError('disconnected', 'the server fell silent') : error
    })
    this.ended.catch(() => {})
  }

  /**
   * Opens the stream; resolves once the server listens, or with its refusal.
   * @param signal ends it
   */
  static async open(visit: Visit, incoming: Incoming, signal: AbortSignal): Promise<Listening | Problem> {
    const abort = new AbortController()
    const call = {
      method: 'GET',
      path: 'events',
      headers: { accept: 'text/event-stream' },
      isRepeatable: true,
      signal: AbortSignal.any([signal, abort.signal]),
    }
    return visit.ask(call, async (response) => {
      if (typeOf(response) === 'text/event-stream') return new Listening(response, abort, incoming)
      await discard(response)
      throw new ChatError('protocol', 'the server answers the question for events with something else')
    })
  }

  /** Ends the stream from this side. */
  stop(): void {
    this.#abort.abort()
  }
}
