import { BATCH_MESSAGES, LINE_BYTES } from '../../src/protocol/limits.js'
import { isVerb, rowOf, type Verb } from '../../src/protocol/verbs.js'
import { bytesOf, numberOf, type Pieces } from '../../src/scenario/bytes.js'
import { type Case, casesOf } from '../../src/scenario/cases.js'
import type { Conditions, Matcher } from '../../src/scenario/matcher-schema.js'
import { parts, type Scenario } from '../../src/scenario/scenario.js'
import type { Step } from '../../src/scenario/steps/step.js'
import { fill } from '../../src/scenario/template.js'

/** A request that a scenario sends, and what it expects as the reply. */
export interface Exchange {
  readonly scenario: Scenario
  /** Undefined where the line starts with no keyword. */
  readonly verb: Verb | undefined
  readonly line: string
  /** The arguments as they stand on the line, however many there are. */
  readonly words: readonly string[]
  readonly reply: Conditions
}

/** The limit of an argument that stands for the server's. */
export const LIMIT = 100

/** Reads off a scenario which reply it expects to which request, since replies come in order, without running it. */
export async function exchangesOf(scenario: Scenario): Promise<Exchange[]> {
  const all: Exchange[] = []
  for (const one of casesOf(scenario)) all.push(...(await new Reader(one).read()))
  return all
}

/** Any name has a value: what is captured in a run is a word here. */
class Names extends Map<string, unknown> {
  override get(name: string): unknown {
    return super.get(name) ?? (name.startsWith('limits.') ? 1000 : 'captured')
  }
}

type PerActor<V> = Readonly<Record<string, V>>

class Reader {
  readonly #scenario: Scenario
  readonly #names = new Names([
    ['limits.argument', LIMIT],
    ['limits.line', LINE_BYTES],
    ['limits.batch', BATCH_MESSAGES],
  ])
  readonly #unanswered = new Map<string, string[]>()
  /** What was sent of lines that have not ended. */
  readonly #begun = new Map<string, string>()
  readonly #found: Exchange[] = []

  constructor({ scenario, row }: Case) {
    this.#scenario = scenario
    for (const name of Object.keys(scenario.actors)) this.#names.set(name, name)
    for (const [name, value] of Object.entries({ ...scenario.vars, ...row }))
      this.#names.set(name, typeof value === 'string' ? this.#fill(value) : value)
  }

  async read(): Promise<Exchange[]> {
    for (const { step } of parts.flatMap((part) => this.#scenario[part])) {
      await this.#send(step)
      const { expect = {} } = step.body as { expect?: PerActor<Matcher | Matcher[]> }
      for (const [actor, matchers] of Object.entries(expect)) {
        for (const matcher of [matchers].flat()) this.#claim(actor, matcher)
      }
    }
    return this.#found
  }

  async #send({ key, body }: Step): Promise<void> {
    const each = <V>(act: (actor: string, value: V) => unknown) =>
      Promise.all(Object.entries(body[key] as PerActor<V>).map(([actor, value]) => act(actor, value)))
    switch (key) {
      case 'connect':
      case 'reset':
        for (const actor of body[key] as string[]) this.#forget(actor)
        return
      case 'send':
        await each<string>((actor, line) => this.#ask(actor, line))
        return
      case 'poll':
        await each<string>((actor, line) => this.#askFor(actor, line, body.until as Matcher))
        return
      case 'upload':
        await each<{ line: string; bytes: Pieces }>(async (actor, { line, bytes }) => {
          this.#names.set('size', (await this.#bytes(bytes)).length)
          this.#askFor(actor, line, 'ok')
        })
        return
      case 'download':
        await each<{ line: string; reply?: Matcher }>((actor, { line, reply = 'ok' }) =>
          this.#askFor(actor, line, reply),
        )
        return
      case 'raw':
        await each<Pieces>(async (actor, pieces) => this.#type(actor, await this.#bytes(pieces)))
    }
  }

  #ask(actor: string, line: string): void {
    this.#begun.delete(actor)
    this.#unanswered.set(actor, [...(this.#unanswered.get(actor) ?? []), this.#fill(line)])
  }

  #askFor(actor: string, line: string, reply: Matcher): void {
    this.#ask(actor, line)
    this.#claim(actor, reply)
  }

  #type(actor: string, bytes: Buffer): void {
    const lines = ((this.#begun.get(actor) ?? '') + bytes.toString('latin1')).split('\n')
    const begun = lines.pop()!
    const unanswered = lines.map((line) => Buffer.from(line.replace(/\r$/, ''), 'latin1').toString())
    this.#unanswered.set(actor, [...(this.#unanswered.get(actor) ?? []), ...unanswered])
    this.#begun.set(actor, begun)
  }

  #claim(actor: string, matcher: Matcher): void {
    const { times = 1, ...reply } = this.#conditions(matcher)
    if (reply.eof || reply.event !== undefined) return
    for (let i = numberOf(times, this.#names); i > 0; i--) {
      const line = this.#unanswered.get(actor)?.shift()
      if (line === undefined) return
      const keyword = /^[A-Z-]+/.exec(line)?.[0] ?? ''
      const verb = isVerb(keyword) ? keyword : undefined
      this.#found.push({
        scenario: this.#scenario,
        verb,
        line,
        words: verb ? wordsOf(verb, line) : [],
        reply,
      })
    }
  }

  #conditions(matcher: Matcher): Conditions {
    if (typeof matcher !== 'string') {
      const { fail } = matcher
      return typeof fail === 'string' ? { ...matcher, fail: this.#fill(fail) } : matcher
    }
    const isKind = ['ok', 'fail', 'eof'].includes(matcher)
    return isKind ? { [matcher]: true } : { line: matcher }
  }

  #forget(actor: string): void {
    this.#unanswered.delete(actor)
    this.#begun.delete(actor)
  }

  #fill(text: string): string {
    return fill(text, this.#names)
  }

  #bytes(pieces: Pieces): Promise<Buffer> {
    return bytesOf(pieces, this.#names, this.#scenario.source.file)
  }
}

/** A text argument takes what its neighbours leave (LINE-5). */
function wordsOf(verb: Verb, line: string): string[] {
  const words = line.split(' ').slice(1)
  const expected = rowOf(verb).arguments
  const text = expected.findIndex(({ codec }) => codec.text)
  if (text < 0 || words.length < expected.length) return words
  const end = words.length - (expected.length - text - 1)
  return [...words.slice(0, text), words.slice(text, end).join(' '), ...words.slice(end)]
}
