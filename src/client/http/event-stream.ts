import { createParser } from 'eventsource-parser'
import { ChatError } from '../chat-error.js'
import { Deadline } from '../deadline.js'
import type { WebResponse } from './fetch.js'

/** The longest event in characters, its end included. */
const LONGEST = 1024 * 1024
/** The server says something every 15 s, be it a comment. */
const LONGEST_SILENCE = 45_000

/**
 * Reads server-sent events: hands on the JSON of each, as one line, and waits until it was taken. Resolves when the
 * server ends the stream; rejects with a ChatError where it breaks the protocol, or with what broke.
 *
 * @param silent is told where nothing came for too long: the stream is to be aborted.
 */
export async function readEvents(
  { body }: WebResponse,
  take: (json: string) => Promise<void>,
  silent: () => void,
): Promise<void> {
  const events: string[] = []
  let fault: ChatError | undefined
  const parser = createParser({
    maxBufferSize: LONGEST,
    onEvent: ({ event = 'message', data }) => {
      // Later servers may send events of other names.
      if (event === 'message') events.push(data)
    },
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') {
        fault ??= new ChatError('protocol', `the server sent an event of more than ${LONGEST} characters`)
      }
    },
  })
  const decoder = new TextDecoder()
  const deadline = new Deadline(LONGEST_SILENCE, silent)
  deadline.start()
  try {
    for await (const chunk of body ?? []) {
      deadline.stop()
      parser.feed(decoder.decode(chunk, { stream: true }))
      for (const data of events.splice(0)) await take(oneLine(data))
      if (fault) throw fault
      deadline.start()
    }
  } finally {
    deadline.stop()
  }
}

/** JSON may be spread over lines. */
function oneLine(data: string): string {
  try {
    return JSON.stringify(JSON.parse(data))
  } catch {
    throw new ChatError('protocol', 'the server sent an event that is no JSON')
  }
}
