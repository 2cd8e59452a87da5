import { safe } from '../cli/hostile-text.js'
import { cellsOf } from '../text/cells.js'
import { clip } from '../text/clip.js'
import { complete } from './complete.js'
import { type Key, LineEditor, type Wish } from './line-editor.js'
import { lineView } from './line-view.js'
import type { LineRequest } from './prompter.js'

/** What a row needs beside its command for a summary that tells something. */
const LEGIBLE = 20

/** A line while it is being typed, with what is offered below it. */
export class OpenLine {
  readonly #request: LineRequest
  readonly #editor: LineEditor
  #active = 0
  /** What Tab could not decide between. */
  #options: readonly string[] = []

  constructor(request: LineRequest, draft: string) {
    this.#request = request
    this.#editor = new LineEditor(request.history, draft)
  }

  /** Takes a key; tells what it asks for beyond the line. */
  take(typed: string | undefined, key: Key): Exclude<Wish, 'up' | 'down' | 'complete'> | undefined {
    const wish = this.#editor.take(typed, key)
    this.#options = []
    if (wish === 'up' || wish === 'down') this.#move(wish === 'up' ? -1 : 1)
    else if (wish === 'complete') this.#complete()
    else return wish
    return undefined
  }

  /** What Enter gives: the line, else the entry that is marked. */
  get answer(): string {
    const { text } = this.#editor
    return text === '' ? (this.#request.entries?.[this.#active]?.word ?? '') : text
  }

  /** What may be kept of it. */
  get harmless(): string {
    return this.answer.slice(0, this.#secretAt).trimEnd()
  }

  /** Puts text there, unless there is some. */
  giveBack(text: string): void {
    if (this.#editor.text === '') this.#editor.replace(text)
  }

  /** Its row, the rows below, and the cell of the cursor. No row is as wide as the terminal. */
  rows(columns: number, height: number): { rows: string[]; column: number } {
    const { text, cursor } = this.#editor
    const { label } = this.#request
    const { row, column } = lineView({ label, text, cursor, secretAt: this.#secretAt }, columns)
    const below =
      this.#options.length > 0
        ? [this.#options.map(safe).join('  ')]
        : text === ''
          ? this.#entries(columns)
          : []
    const room = Math.max(0, height - 2)
    const first = Math.min(Math.max(0, this.#active - room + 1), Math.max(0, below.length - room))
    const shown = below.slice(first, first + room).map((line) => clip(line, columns - 1))
    return { rows: [row, ...shown], column }
  }

  /** What stays on the screen when it was entered. */
  done(columns: number): string {
    const text = this.answer
    return lineView({ ...this.#request, text, cursor: 0, secretAt: this.#secretAt }, columns).row
  }

  get #secretAt(): number {
    return this.#request.secretAt?.(this.answer) ?? Number.POSITIVE_INFINITY
  }

  #entries(columns: number): string[] {
    const { entries = [] } = this.#request
    const heads = entries.map(({ word, usage }) => (usage ? `${word} ${usage}` : word))
    const widest = Math.max(0, ...heads.map((head) => cellsOf(head)))
    // Where hardly anything of the summaries would be seen, they follow at once.
    const width = widest + LEGIBLE > columns ? 0 : widest
    return entries.map(({ summary }, i) => {
      const head = heads[i]!
      const mark = i === this.#active ? '❯' : ' '
      return `${mark} ${head}${' '.repeat(Math.max(0, width - cellsOf(head)))}  ${summary}`
    })
  }

  #move(step: number): void {
    const count = this.#request.entries?.length ?? 0
    if (count > 0) this.#active = (this.#active + step + count) % count
  }

  #complete(): void {
    const { text, cursor } = this.#editor
    if (cursor !== text.length) return
    const { line, options } = complete(text, this.#request.candidates(text))
    this.#editor.replace(line)
    this.#options = options
  }
}
