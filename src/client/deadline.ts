// Longer spans make a timer fire at once; nobody tells this one from forever.
const LONGEST = 2 ** 31 - 1

/** A span of time that something has to happen within. It runs from `start` to `stop`. */
export class Deadline {
  readonly #milliseconds: number
  readonly #expired: () => void
  #timer: NodeJS.Timeout | undefined

  /** @param milliseconds `Infinity` for never */
  constructor(milliseconds: number, expired: () => void) {
    this.#milliseconds = Math.min(milliseconds, LONGEST)
    this.#expired = expired
  }

  /** Starts the span, anew where it runs already. */
  start(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#expired, this.#milliseconds)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
