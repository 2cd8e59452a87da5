import pLimit from 'p-limit'

/** How many pieces of work may wait for each that runs. */
const WAITING = 8

/** Work that is done side by side, a few pieces at once, those of one lane in the order they were given. */
export class Lanes {
  readonly #limit
  readonly #most: number
  readonly #tails = new Map<string, Promise<void>>()
  #unfinished = 0
  #failure: { error: unknown } | undefined
  #wake = () => {}
  readonly #failed: () => void

  /**
   * @param atOnce how many pieces may run at the same time
   * @param failed is told at once when a piece throws; no further one is begun
   */
  constructor(atOnce: number, failed: () => void) {
    this.#failed = failed
    this.#limit = pLimit(atOnce)
    this.#most = atOnce * WAITING
  }

  /** Gives work to a lane. Resolves when there is room for more; rejects with what a piece before threw. One caller at a time. */
  async add(lane: string, work: () => Promise<void>): Promise<void> {
    this.#unfinished++
    const tail = (this.#tails.get(lane) ?? Promise.resolve()).then(() => this.#do(work))
    this.#tails.set(lane, tail)
    void tail.then(() => {
      if (this.#tails.get(lane) === tail) this.#tails.delete(lane)
    })
    await this.#until(() => this.#unfinished < this.#most)
  }

  /** Resolves when all is done; rejects with what a piece threw. */
  async done(): Promise<void> {
    await this.#until(() => this.#unfinished === 0)
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await this.#limit(async () => {
        if (!this.#failure) await work()
      })
    } catch (error) {
      this.#failure ??= { error }
      this.#failed()
    }
    this.#unfinished--
    this.#wake()
  }

  async #until(enough: () => boolean): Promise<void> {
    while (!enough() && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#failure) throw this.#failure.error
  }
}
