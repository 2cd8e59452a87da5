import { select } from '@inquirer/prompts'
import { terminalPrompter } from '../cli/terminal-prompter.js'
import { ChatError } from '../client/chat-error.js'
import { onAbort } from '../client/on-abort.js'
import { clip } from '../text/clip.js'
import { Keys } from './keys.js'
import type { Key } from './line-editor.js'
import { OpenLine } from './open-line.js'
import type { Choice, LineRequest, ShellPrompter } from './prompter.js'

const ERASE_BELOW = '\r\u001b[J'

/**
 * The terminal of this process. Questions and lists are asked by inquirer; the line of commands and chats is drawn
 * here, since others print above it while it is typed, and what is typed ahead must not get lost.
 */
export class TerminalPrompter implements ShellPrompter {
  readonly #input: NodeJS.ReadStream
  readonly #output: NodeJS.WriteStream
  readonly #keys: Keys
  /** Keys that came while no line was open. */
  #ahead: [typed: string | undefined, key: Key][] = []
  #open: { line: OpenLine; end: (text: string | undefined) => void } | undefined
  #draft = ''
  #status: string | undefined
  /** Where the cursor stands in its row. */
  #column = 0
  #interrupt: (() => void) | undefined
  /** What came to be printed while inquirer has the terminal. */
  #held: string[] | undefined
  #drawing: NodeJS.Immediate | undefined
  #isGone = false
  readonly #resized = () => this.#redrawReflowed()

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#input = input
    this.#output = output
    this.#keys = new Keys(input, output, (typed, key) => this.#take(typed, key))
    output.on('resize', this.#resized)
    // A terminal that was closed gives no more keys.
    const gone = () => {
      this.#isGone = true
      this.#open?.end(undefined)
    }
    input.once('end', gone).on('error', gone)
  }

  line(request: LineRequest, signal: AbortSignal): Promise<string | undefined> {
    return new Promise((resolve) => {
      const line = new OpenLine(request, this.#draft)
      this.#draft = ''
      const end = (text: string | undefined) => {
        this.#open = undefined
        forget()
        this.#erase()
        if (text !== undefined) request.history.add(line.harmless)
        if (text !== undefined && request.entries) this.print(line.done(this.#output.columns))
        resolve(text)
      }
      const forget = onAbort(signal, () => end(undefined))
      this.#open = { line, end }
      this.#keys.hold()
      this.#draw()
      if (signal.aborted || this.#isGone) return end(undefined)
      const ahead = this.#ahead
      this.#ahead = []
      for (const [typed, key] of ahead) this.#take(typed, key)
    })
  }

  print(text: string): void {
    if (this.#held) {
      this.#held.push(text)
      return
    }
    if (this.#open) this.#erase()
    this.#output.write(`${text}\n`)
    if (this.#open) this.#draw()
  }

  status(row: string | undefined): void {
    if (row === this.#status) return
    this.#status = row
    if (this.#open) this.#redraw()
  }

  giveBack(text: string): void {
    if (!this.#open) this.#draft ||= text
    else {
      this.#open.line.giveBack(text)
      this.#redraw()
    }
  }

  text(question: string, signal: AbortSignal): Promise<string> {
    return this.#ask((signal) => terminalPrompter.text(question, signal), signal)
  }

  secret(question: string, signal: AbortSignal): Promise<string> {
    return this.#ask((signal) => terminalPrompter.secret(question, signal), signal)
  }

  choose(message: string, choices: readonly Choice[], signal: AbortSignal): Promise<string> {
    const items = choices.map(({ value, words }) => ({ value, name: words }))
    return this.#ask(
      (signal) => select({ message, choices: items }, { signal, clearPromptOnDone: true }),
      signal,
    )
  }

  async during<R>(work: (signal: AbortSignal) => Promise<R>): Promise<R> {
    const interrupted = new AbortController()
    this.#interrupt = () => interrupted.abort()
    try {
      return await work(interrupted.signal)
    } finally {
      this.#interrupt = undefined
    }
  }

  close(): void {
    this.#open?.end(undefined)
    this.#keys.release()
    this.#output.off('resize', this.#resized)
  }

  /** Hands the terminal to inquirer for one question. */
  async #ask<R>(question: (signal: AbortSignal) => Promise<R>, signal: AbortSignal): Promise<R> {
    this.#keys.release()
    this.#ahead = []
    this.#held = []
    const ended = new AbortController()
    // At Ctrl-D readline closes and pauses its input, and inquirer would wait for ever.
    const closed = () => ended.abort()
    const asking = question(AbortSignal.any([signal, ended.signal]))
    setImmediate(() => this.#input.once('pause', closed))
    try {
      return await asking
    } catch (cause) {
      const gaveUp = cause instanceof Error && /^(Exit|Abort)PromptError$/.test(cause.name)
      throw gaveUp ? new ChatError('aborted', 'interrupted', { cause, definite: true }) : cause
    } finally {
      this.#input.off('pause', closed)
      this.#keys.hold()
      const held = this.#held
      this.#held = undefined
      for (const text of held) this.print(text)
    }
  }

  #take(typed: string | undefined, key: Key): void {
    if (!this.#open) {
      if (key.ctrl && key.name === 'c') this.#interrupt?.()
      else this.#ahead.push([typed, key])
      return
    }
    const { line, end } = this.#open
    switch (line.take(typed, key)) {
      case 'enter':
        return end(line.answer)
      case 'leave':
        return end(undefined)
      case 'clear':
        this.#output.write('\u001b[H\u001b[2J')
        return this.#draw()
      case 'suspend':
        this.#erase()
        void this.#keys.suspend().then(() => this.#draw())
        return
      default:
        this.#redrawSoon()
    }
  }

  /** Once for all keys that came at a time: where there is no bracketed paste, a pasted text is thousands. */
  #redrawSoon(): void {
    this.#drawing ??= setImmediate(() => {
      this.#drawing = undefined
      if (this.#open) this.#redraw()
    })
  }

  #redraw(): void {
    this.#erase()
    this.#draw()
  }

  #erase(): void {
    this.#output.write(ERASE_BELOW)
  }

  /** Draws the line and leaves the cursor in it: whatever else is printed starts from its row. */
  #draw(): void {
    if (!this.#open) return
    const { columns, rows: height } = this.#output
    const below = this.#status === undefined ? [] : [clip(this.#status, columns - 1)]
    const line = this.#open.line.rows(columns, height - below.length)
    const { column } = line
    const rows = [...line.rows, ...below]
    const up = rows.length > 1 ? `\u001b[${rows.length - 1}A` : ''
    this.#output.write(`${rows.join('\r\n')}${up}\r${column > 0 ? `\u001b[${column}C` : ''}`)
    this.#column = column
  }

  /** A terminal that became narrower has wrapped the rows: the line begins that many rows further up. */
  #redrawReflowed(): void {
    if (!this.#open) return
    const up = Math.floor(this.#column / this.#output.columns)
    if (up > 0) this.#output.write(`\u001b[${up}A`)
    this.#redraw()
  }
}
