import type { Prompter } from '../cli/prompter.js'
import type { Candidates } from './complete.js'
import type { History } from './history.js'

/** What is offered below a line. */
export interface Entry {
  /** What stands on the line when it is chosen. */
  readonly word: string
  /** What may follow it: `[username]`. */
  readonly usage?: string | undefined
  readonly summary: string
}

/** A line to be typed. */
export interface LineRequest {
  /** What stands before it. Text of other people is to be made safe first. */
  readonly label: string
  /** What the arrow keys choose from while nothing is typed. */
  readonly entries?: readonly Entry[]
  readonly history: History
  /** What Tab may put at the line's end. */
  readonly candidates: (line: string) => Candidates
  /** The index from which on the line holds secrets: not shown, not kept in the history. */
  readonly secretAt?: (line: string) => number
}

/** The person at the terminal. A question rejects with a ChatError `aborted` where the person gives it up. */
export interface ShellPrompter extends Prompter {
  /** One of the values, by its words. */
  choose(question: string, choices: readonly Choice[], signal: AbortSignal): Promise<string>
  /** A line, or an entry's word; undefined where the person wants to leave (Ctrl-C, Ctrl-D) or the signal fires. */
  line(request: LineRequest, signal: AbortSignal): Promise<string | undefined>
  /** Shows a text, made safe already, above what is being typed. */
  print(text: string): void
  /** Shows a row below what is being typed, made safe already, in place of the one before; undefined takes it away. */
  status(row: string | undefined): void
  /** Runs something that Ctrl-C may give up: the signal that it gets then fires. */
  during<R>(work: (signal: AbortSignal) => Promise<R>): Promise<R>
  /** Puts text into the next line to be typed, unless something stands there: what could not be sent. */
  giveBack(line: string): void
  /** Gives the terminal back as it was. */
  close(): void
}

export interface Choice {
  readonly value: string
  readonly words: string
}
