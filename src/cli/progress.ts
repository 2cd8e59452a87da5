import type { Output } from './output.js'
import { progressRow } from './progress-row.js'

const FIRST_MS = 400
const EVERY_MS = 200
/** The rate is that of so long, so that it follows what happens and does not jump. */
const WINDOW_MS = 4000

/** Where progress is shown: a row that is written over. */
export interface ProgressPlace {
  readonly columns: number
  /** Shows this in place of what was there; undefined takes it away. */
  show(row: string | undefined): void
}

/** The terminal that stderr is; undefined where it is none, or one on which nothing can be written over. */
export function progressPlace(out: Output): ProgressPlace | undefined {
  if (!out.canRewrite) return undefined
  return {
    get columns() {
      return out.talkColumns
    },
    show: (row) => out.row(row),
  }
}

/** Shows how far a transfer is, unless it is quick, until it ends. */
export class Progress {
  readonly #place: ProgressPlace | undefined
  readonly #name: string
  readonly #total: number
  readonly #timer: NodeJS.Timeout | undefined
  /** How much was done when, the oldest first. */
  readonly #samples = [{ at: performance.now(), done: 0 }]
  #done = 0
  readonly #clear = () => this.#place?.show(undefined)

  /** @param total bytes */
  constructor(place: ProgressPlace | undefined, name: string, total: number) {
    this.#place = place
    this.#name = name
    this.#total = total
    if (!place) return
    const began = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      const rate = this.#rate(now)
      if (now - began >= FIRST_MS) this.#show(rate)
    }, EVERY_MS).unref()
    // A second signal ends the process at once.
    process.once('exit', this.#clear)
  }

  /** So many bytes are through. */
  update(done: number): void {
    this.#done = done
  }

  /** The chunks as they are, counted. */
  async *counting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk
      this.update(this.#done + chunk.length)
    }
  }

  /** Takes the row away. */
  end(): void {
    clearInterval(this.#timer)
    process.off('exit', this.#clear)
    this.#clear()
  }

  #show(rate: number): void {
    const place = this.#place!
    const transfer = { name: this.#name, done: this.#done, total: this.#total, rate }
    // Behind it the terminal may show a ^C, and what wraps could not be taken away.
    place.show(progressRow(transfer, place.columns - 3))
  }

  #rate(now: number): number {
    const samples = this.#samples
    samples.push({ at: now, done: this.#done })
    while (samples[1]!.at < now - WINDOW_MS) samples.shift()
    const { at, done } = samples[0]!
    return ((this.#done - done) * 1000) / (now - at)
  }
}
