import { onOff } from '../../protocol/codecs.js'
import { BadLine } from '../../protocol/line-reader.js'
import { Refusal } from '../../protocol/refusals.js'
import { formatFailed } from '../../protocol/reply.js'
import { type Keyword, parseKeyword } from '../../protocol/request.js'
import { rowOf, type Verb } from '../../protocol/verbs.js'
import { ChatError } from '../chat-error.js'
import { discard } from './body.js'
import { fileHead } from './file-head.js'
import type { Incoming } from './incoming.js'
import { Listening } from './listening.js'
import type { Outgoing } from './outgoing.js'
import { Problem } from './problem.js'
import { type Route, routeOf } from './route.js'
import { successOf } from './value.js'
import type { Visit } from './visit.js'

interface Options {
  readonly visit: Visit
  readonly incoming: Incoming
  readonly outgoing: Outgoing
  /** Fires when the connection is over. */
  readonly signal: AbortSignal
  /** Is told what broke beside the requests. */
  readonly lost: (error: unknown) => void
}

const faults: Record<BadLine['fault'], Refusal> = {
  'too-long': new Refusal('line-too-long'),
  'not-utf8': new Refusal('malformed', 'the line is not UTF-8'),
}

/** Says request lines over HTTP, one after the other, and answers each with its reply line (HTTP-1). */
export class Dialogue {
  /** Why a line had to be answered here, where that happened: the server never saw it. */
  unsaid: string | undefined
  /** Whether what is sent next are the bytes of a file. */
  isUploading = false
  readonly #options: Options
  #listening: Listening | undefined
  /** The request that is under way. */
  #current: Promise<void> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
  }

  /** Says lines until there are no more, or until one after which nothing can be told apart (LINE-8, FILE-1). */
  async run(): Promise<void> {
    const { outgoing } = this.#options
    for (let line = await outgoing.line(); line !== undefined; line = await outgoing.line()) {
      const request = this.#take(line)
      this.#current = request.then(
        () => {},
        () => {},
      )
      if ((await request) === 'last') return
    }
  }

  async #take(line: string | BadLine): Promise<'last' | undefined> {
    const { visit } = this.#options
    const isTooLong = line instanceof BadLine && line.fault === 'too-long'
    if (!isTooLong) await visit.settle()
    const request = line instanceof BadLine ? faults[line.fault] : read(line)
    if (request instanceof Refusal) {
      await this.#refuse(request)
      return isTooLong ? 'last' : undefined
    }
    const { verb, route } = request
    const { bytes } = rowOf(verb)
    if (bytes === 'upload') return this.#upload(verb, route)
    if (bytes === 'download') await this.#download(route)
    else if (verb === 'NOTIF-LISTEN') await this.#listen(route)
    else await this.#plain(verb, route)
    return undefined
  }

  async #plain(verb: Verb, route: Route): Promise<void> {
    const { visit } = this.#options
    const answer = await visit.ask(route, (response) => successOf(verb, response))
    if (verb === 'AUTH-LOGOUT' && !(answer instanceof Problem)) {
      this.#stopListening()
      visit.forget()
    }
    await this.#reply(answer)
  }

  /** Asks whether the file would be taken, then sends it as the body of the request (FILE-1). */
  async #upload(verb: Verb, { query, ...route }: Route): Promise<'last' | undefined> {
    const { visit, outgoing } = this.#options
    const { size: digits = '', ...rest } = query
    const check = { ...route, query: { ...query, check: 'true' }, isRepeatable: true }
    const refusal = await visit.ask(check, discard)
    if (refusal instanceof Problem) {
      await this.#reply(refusal)
      // What is there already may be the file's bytes, and must never be read as requests.
      return outgoing.buffered > 0 ? 'last' : undefined
    }
    const size = Number(digits)
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new ChatError('protocol', `the server takes a file of ${digits} bytes, which is no size`)
    }
    this.isUploading = true
    await this.#reply('success ready')
    let sent = 0
    const body = async function* () {
      for await (const bytes of outgoing.bytes(size)) {
        sent += bytes.length
        yield bytes
      }
    }
    const headers = { 'content-type': 'application/octet-stream', 'content-length': digits }
    const call = { ...route, query: rest, headers, body: body(), isRepeatable: false }
    try {
      await this.#reply(await visit.ask(call, (response) => successOf(verb, response)))
    } catch (error) {
      // Who ends amid a file wants no answer, and the server drops what it has (FILE-6).
      if (!outgoing.hasEnded) throw error
    }
    this.isUploading = false
    return sent < size ? 'last' : undefined
  }

  /** The reply and the bytes behind it, in one piece (FILE-5). */
  async #download(route: Route): Promise<void> {
    const { visit, incoming } = this.#options
    const answer = await visit.ask(route, async (response) => ({ response, head: fileHead(response) }))
    if (answer instanceof Problem) return this.#reply(answer)
    const { response, head } = answer
    await incoming.inTurn(async (put) => {
      await put(`success ${JSON.stringify(head)}\n`)
      let left = head.size
      for await (const bytes of response.body ?? []) {
        left -= bytes.byteLength
        if (left < 0) break
        await put(bytes)
      }
      if (left !== 0) throw new ChatError('protocol', 'the server sent a file of another size than it said')
    })
  }

  /** Opens the stream of events, or ends it (NOTIF-2). Without a session the server is asked, to say that. */
  async #listen({ query: { state = '' } }: Route): Promise<void> {
    const { visit, incoming, signal } = this.#options
    if (onOff.decode(state) === undefined) {
      return this.#refuse(new Refusal('bad-argument', `<state> must be ${onOff.form}`))
    }
    if (state === 'off' && visit.hasSession) {
      this.#stopListening()
    } else if (!this.#listening) {
      const opened = await Listening.open(visit, incoming, signal)
      if (opened instanceof Problem) return this.#reply(opened)
      this.#listening = opened
      void this.#watch(opened)
    }
    await this.#reply(`success ${state}`)
  }

  /** A stream that the server ends while the session goes on is a connection that breaks. */
  async #watch(listening: Listening): Promise<void> {
    let reason: unknown = new ChatError('disconnected', 'the server ended the stream of events')
    await listening.ended.catch((error) => {
      reason = error
    })
    // It ends with the session, too, and the answer to that may be on its way.
    await this.#current
    if (this.#listening === listening) this.#options.lost(reason)
  }

  /** Answers what the server cannot be asked. */
  #refuse(refusal: Refusal): Promise<void> {
    this.unsaid ??= `HTTP cannot say the line: ${refusal.cause}`
    return this.#reply(formatFailed(refusal))
  }

  #stopListening(): void {
    this.#listening?.stop()
    this.#listening = undefined
  }

  async #reply(answer: string | Problem): Promise<void> {
    const line = answer instanceof Problem ? answer.line : answer
    await this.#options.incoming.inTurn((put) => put(`${line}\n`))
  }
}

/** What a line asks for and where that is asked over HTTP; a Refusal where HTTP cannot say it. */
function read(line: string): { readonly verb: Verb; readonly route: Route } | Refusal {
  const keyword: Keyword | Refusal = parseKeyword(line)
  if (keyword instanceof Refusal) return keyword
  const route = routeOf(keyword.verb, keyword.words)
  return route instanceof Refusal ? route : { verb: keyword.verb, route }
}
