import { emitKeypressEvents } from 'node:readline'
import type { Key } from './line-editor.js'

type Take = (typed: string | undefined, key: Key) => void

const BRACKETED_PASTE = { on: '\u001b[?2004h', off: '\u001b[?2004l' } as const

/** The keys of a terminal, one by one and not echoed, between `hold` and `release`. */
export class Keys {
  readonly #input: NodeJS.ReadStream
  readonly #output: NodeJS.WritableStream
  readonly #take: Take
  #isHeld = false
  readonly #exit = () => this.release()

  constructor(input: NodeJS.ReadStream, output: NodeJS.WritableStream, take: Take) {
    this.#input = input
    this.#output = output
    this.#take = take
    emitKeypressEvents(input)
  }

  hold(): void {
    if (this.#isHeld) return
    this.#isHeld = true
    this.#input.setRawMode(true)
    this.#input.on('keypress', this.#take)
    this.#input.resume()
    this.#output.write(BRACKETED_PASTE.on)
    process.once('exit', this.#exit)
  }

  /** Leaves the terminal as it was. */
  release(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    process.off('exit', this.#exit)
    this.#output.write(BRACKETED_PASTE.off)
    this.#input.off('keypress', this.#take)
    this.#input.pause()
    this.#input.setRawMode(false)
  }

  /** Stops the process as Ctrl-Z does elsewhere; resolves once it goes on. */
  suspend(): Promise<void> {
    this.release()
    return new Promise((resolve) => {
      process.once('SIGCONT', () => {
        this.hold()
        resolve()
      })
      process.kill(process.pid, 'SIGTSTP')
    })
  }
}
