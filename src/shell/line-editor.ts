import { hasControl } from '../protocol/request.js'
import { graphemes } from '../text/characters.js'
import type { History } from './history.js'

/** A key as node:readline tells it. */
export interface Key {
  readonly name?: string | undefined
  readonly ctrl?: boolean
  readonly meta?: boolean
}

/** What a key asks of whoever shows the line; undefined where it only edited. */
export type Wish = 'enter' | 'leave' | 'complete' | 'up' | 'down' | 'clear' | 'suspend'

/** A line being typed: its text, where the cursor stands (an index into it), and what each key does to them. */
export class LineEditor {
  text: string
  cursor: number
  readonly #history: History
  #isPasting = false

  constructor(history: History, draft = '') {
    this.#history = history
    this.text = draft
    this.cursor = draft.length
  }

  /** Takes a key, and what it types. */
  take(typed: string | undefined, key: Key): Wish | undefined {
    if (key.name === 'paste-start' || key.name === 'paste-end') {
      this.#isPasting = key.name === 'paste-start'
      return undefined
    }
    // What is pasted is text: a line break in it sends nothing.
    if (this.#isPasting) return this.#insert(typed?.replace(/[\r\n\t]/g, ' ') ?? '')
    if (key.ctrl) return this.#control(key.name)
    if (key.meta) return this.#meta(key.name)
    return this.#plain(typed, key.name)
  }

  /** Puts another text in place of this one. */
  replace(text: string): undefined {
    this.text = text
    this.cursor = text.length
  }

  #plain(typed: string | undefined, name: string | undefined): Wish | undefined {
    switch (name) {
      case 'return':
      case 'enter':
        return 'enter'
      case 'tab':
        return 'complete'
      case 'up':
      case 'down':
        return this.text === '' ? name : this.#recall(name)
      case 'left':
        return this.#to(this.#before())
      case 'right':
        return this.#to(this.#behind())
      case 'home':
        return this.#to(0)
      case 'end':
        return this.#to(this.text.length)
      case 'backspace':
        return this.#cut(this.#before(), this.cursor)
      case 'delete':
        return this.#cut(this.cursor, this.#behind())
    }
    return this.#insert(typed ?? '')
  }

  #control(name: string | undefined): Wish | undefined {
    switch (name) {
      case 'c':
        return 'leave'
      case 'd':
        return this.text === '' ? 'leave' : this.#cut(this.cursor, this.#behind())
      case 'l':
        return 'clear'
      case 'z':
        return 'suspend'
      case 'p':
        return this.#recall('up')
      case 'n':
        return this.#recall('down')
      case 'a':
        return this.#to(0)
      case 'e':
        return this.#to(this.text.length)
      case 'b':
        return this.#to(this.#before())
      case 'f':
        return this.#to(this.#behind())
      case 'h':
        return this.#cut(this.#before(), this.cursor)
      case 'u':
        return this.#cut(0, this.cursor)
      case 'k':
        return this.#cut(this.cursor, this.text.length)
      case 'w':
        return this.#cut(this.#wordBefore(), this.cursor)
      case 'left':
        return this.#to(this.#wordBefore())
      case 'right':
        return this.#to(this.#wordBehind())
    }
    return undefined
  }

  #meta(name: string | undefined): undefined {
    switch (name) {
      case 'b':
        return this.#to(this.#wordBefore())
      case 'f':
        return this.#to(this.#wordBehind())
      case 'd':
        return this.#cut(this.cursor, this.#wordBehind())
      case 'backspace':
        return this.#cut(this.#wordBefore(), this.cursor)
    }
    return undefined
  }

  #insert(typed: string): undefined {
    if (hasControl(typed)) return
    this.text = this.text.slice(0, this.cursor) + typed + this.text.slice(this.cursor)
    this.cursor += typed.length
  }

  #cut(from: number, to: number): undefined {
    this.text = this.text.slice(0, from) + this.text.slice(to)
    this.cursor = from
  }

  #to(index: number): undefined {
    this.cursor = index
  }

  #recall(way: 'up' | 'down'): undefined {
    const found = this.#history.recall(way, this.text)
    if (found !== undefined) this.replace(found)
  }

  #before(): number {
    return this.cursor === 0
      ? 0
      : graphemes()
          .segment(this.text)
          .containing(this.cursor - 1)!.index
  }

  #behind(): number {
    const next = graphemes().segment(this.text).containing(this.cursor)
    return next ? next.index + next.segment.length : this.text.length
  }

  #wordBefore(): number {
    return Math.max(0, this.text.slice(0, this.cursor).search(/\S+\s*$/))
  }

  #wordBehind(): number {
    return this.cursor + /^\s*\S*/.exec(this.text.slice(this.cursor))![0].length
  }
}
