import { createLogUpdate } from 'log-update'
import { clip } from '../../text/clip.js'
import type { Style } from '../matrix.js'
import { type CaseResult, type Outcome, outcomes } from '../result.js'
import { visible } from '../visible.js'
import { formatCase } from './terminal.js'
import { alarming, secondsOf } from './words.js'

/** Where progress is told. */
export interface Talk extends Style {
  /** Whether lines can be written over. */
  readonly isTerminal: boolean
  write(text: string): void
}

/** Between two paintings on a terminal, and two lines elsewhere, in milliseconds. */
const PAINTING = 80
const TELLING = 10_000

/** What is going on while cases run: a line that changes on a terminal, elsewhere a plain line now and then. */
export class Progress {
  readonly #talk: Talk
  readonly #counts = new Map<Outcome, number>()
  readonly #started = performance.now()
  readonly #paint: ReturnType<typeof createLogUpdate> | undefined
  #planned = 0
  #done = 0
  #latest = ''
  #timer: NodeJS.Timeout | undefined

  constructor(talk: Talk) {
    this.#talk = talk
    if (!talk.isTerminal) return
    const { width: columns = 80, write } = talk
    // As much of a stream as is written to.
    const stream = {
      ...{ columns, rows: 24, isTTY: true },
      write(text: string) {
        write(text)
        return true
      },
    }
    this.#paint = createLogUpdate(stream as unknown as NodeJS.WritableStream, { showCursor: true })
  }

  start(planned: number): void {
    this.#planned = planned
    const period = this.#paint ? PAINTING : TELLING
    this.#timer = setInterval(() => this.#show(), period).unref()
  }

  /** Counts a case; one that does not hold is told at once. */
  add(result: CaseResult): void {
    this.#done++
    this.#counts.set(result.outcome, (this.#counts.get(result.outcome) ?? 0) + 1)
    this.#latest = result.id
    if (!alarming.has(result.outcome)) return
    this.#paint?.clear()
    this.#talk.write(formatCase(result, this.#talk))
  }

  /** Leaves no trace on a terminal. */
  end(): void {
    clearInterval(this.#timer)
    this.#paint?.clear()
  }

  #show(): void {
    const counts = outcomes
      .filter((one) => this.#counts.has(one))
      .map((one) => `${this.#counts.get(one)} ${one}`)
    const time = secondsOf(performance.now() - this.#started)
    const told = [`${this.#done}/${this.#planned}`, time, ...counts].join('  ')
    if (this.#paint) this.#paint(clip(`${told}  ${visible(this.#latest)}`, (this.#talk.width ?? 80) - 1))
    else this.#talk.write(`${told}\n`)
  }
}
