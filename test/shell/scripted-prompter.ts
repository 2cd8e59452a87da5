import { ChatError } from '../../src/client/chat-error.js'
import { onAbort } from '../../src/client/on-abort.js'
import type { Choice, LineRequest, ShellPrompter } from '../../src/shell/prompter.js'

/** What a person does at one question: types, waits for something and types, or gives up (undefined). */
export type Step = string | undefined | (() => Promise<string | undefined>)

/** A person who does what a list says, and gives up behind its end. */
export class ScriptedPrompter implements ShellPrompter {
  /** All that was asked and shown, in order; answers are left out. */
  readonly screen: string[] = []
  readonly returned: string[] = []
  /** What stood below the line, one after the other. */
  readonly statuses: (string | undefined)[] = []
  readonly lines: LineRequest[] = []
  isClosed = false
  readonly #steps: Step[]

  constructor(steps: readonly Step[]) {
    this.#steps = [...steps]
  }

  async text(question: string): Promise<string> {
    return this.#asked(`? ${question}`)
  }

  async secret(question: string): Promise<string> {
    return this.#asked(`?* ${question}`)
  }

  async choose(question: string, choices: readonly Choice[]): Promise<string> {
    return this.#asked(`? ${question}: ${choices.map(({ words }) => words).join(' | ')}`)
  }

  async line(request: LineRequest, signal: AbortSignal): Promise<string | undefined> {
    this.lines.push(request)
    let forget = () => {}
    const ended = new Promise<undefined>((resolve) => {
      forget = onAbort(signal, () => resolve(undefined))
    })
    return Promise.race([this.#next(), ended]).finally(() => forget())
  }

  print(text: string): void {
    this.screen.push(text)
  }

  during<R>(work: (signal: AbortSignal) => Promise<R>): Promise<R> {
    return work(new AbortController().signal)
  }

  status(row: string | undefined): void {
    this.statuses.push(row)
  }

  giveBack(text: string): void {
    this.returned.push(text)
  }

  close(): void {
    this.isClosed = true
  }

  async #asked(question: string): Promise<string> {
    this.screen.push(question)
    const answer = await this.#next()
    if (answer === undefined) throw new ChatError('aborted', 'interrupted', { definite: true })
    return answer
  }

  async #next(): Promise<string | undefined> {
    const step = this.#steps.shift()
    return typeof step === 'function' ? step() : step
  }
}
