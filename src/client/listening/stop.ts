import { onAbort } from '../on-abort.js'

/** A signal that fires with another one, but not while it is held: what was begun is brought to its end first. */
export class Stop {
  readonly #controller = new AbortController()
  readonly #forget: () => void
  #isHeld = false
  #isAsked = false

  constructor(signal: AbortSignal | undefined) {
    this.#forget = onAbort(signal, () => this.#ask())
    if (signal?.aborted) this.#ask()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get isStopped(): boolean {
    return this.signal.aborted
  }

  hold(): void {
    this.#isHeld = true
  }

  release(): void {
    this.#isHeld = false
    if (this.#isAsked) this.#controller.abort()
  }

  /** Lets go of the other signal. */
  end(): void {
    this.#forget()
  }

  #ask(): void {
    this.#isAsked = true
    if (!this.#isHeld) this.#controller.abort()
  }
}
