import { safe } from './hostile-text.js'
import type { Output } from './output.js'
import { showSize } from './size.js'

const FIRST_MS = 400
const EVERY_MS = 100

type Terminal = Pick<Output, 'talk' | 'talksToTerminal' | 'talkColumns'>

/** How far a transfer is, on one line of the terminal that stderr is; nothing anywhere else, or where it is quick. */
export class Progress {
  readonly #out: Terminal
  readonly #name: string
  readonly #total: number
  readonly #began = performance.now()
  #done = 0
  #shownAt = this.#began + FIRST_MS - EVERY_MS
  #isShown = false

  /** @param total bytes */
  constructor(out: Terminal, name: string, total: number) {
    this.#out = out
    this.#name = safe(name)
    this.#total = total
  }

  /** So many bytes are through. */
  update(done: number): void {
    this.#done = done
    this.#show(performance.now())
  }

  /** The chunks as they are, counted. */
  async *counting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk
      this.update(this.#done + chunk.length)
    }
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isShown) this.#out.talk('\r\u001b[K')
  }

  #show(now: number): void {
    if (!this.#out.talksToTerminal || now - this.#shownAt < EVERY_MS) return
    this.#shownAt = now
    this.#isShown = true
    const perSecond = (this.#done * 1000) / (now - this.#began)
    const percent = `${Math.floor((this.#done * 100) / this.#total)}%`
    const forms = [
      `${this.#name}  ${percent}  ${showSize(this.#done)} of ${showSize(this.#total)}  ${showSize(Math.round(perSecond))}/s`,
      `${percent}  ${showSize(this.#done)} of ${showSize(this.#total)}`,
      percent,
    ]
    // A line that wraps could not be taken away again; wide characters count double at the most.
    const room = this.#out.talkColumns - 1
    const line = forms.find((form) => form.length + [...form].filter((c) => c > '~').length <= room)
    if (line !== undefined) this.#out.talk(`\r${line}\u001b[K`)
  }
}
