/** The end of a command line as bash reads it. */
export interface BashLine {
  /** The words before the last one, the command's name first. */
  readonly before: readonly string[]
  /** What there is of the last word. */
  readonly current: string
  /** The quote that stands open at the end. */
  readonly quote: '' | '"' | "'"
  /** How much of `current` stays as it is: what readline replaces begins behind it. */
  readonly kept: number
}

const COMMAND_END = /[;|&()\n]/

/**
 * Reads what stands before the cursor. `breaks` are COMP_WORDBREAKS: readline replaces only what comes behind the last
 * of them. Nothing is expanded. Undefined where the word is a file that a redirection names.
 */
export function readBashLine(line: string, breaks: string): BashLine | undefined {
  const reader = new Reader(breaks)
  for (let i = 0; i < line.length; i++) i += reader.take(line[i]!, line[i + 1])
  return reader.end()
}

class Reader {
  #before: string[] = []
  #word = ''
  #quote: '' | '"' | "'" = ''
  #kept = 0
  /** Whether the word has begun: it may be empty in quotes. */
  #isOpen = false
  #isRedirected = false
  readonly #breaks: string

  constructor(breaks: string) {
    this.#breaks = breaks
  }

  /** Takes a character, with the next one at hand; returns how many of the next were taken as well. */
  take(character: string, next: string | undefined): number {
    if (this.#quote === "'") this.#inSingle(character)
    else if (this.#quote === '"') return this.#inDouble(character, next)
    else return this.#outside(character, next)
    return 0
  }

  end(): BashLine | undefined {
    if (this.#isRedirected) return undefined
    return { before: this.#before, current: this.#word, quote: this.#quote, kept: this.#kept }
  }

  #inSingle(character: string): void {
    if (character === "'") this.#close(character)
    else this.#word += character
  }

  #inDouble(character: string, next: string | undefined): number {
    if (character === '"') this.#close(character)
    else if (character === '\\' && next !== undefined && '$`"\\\n'.includes(next)) {
      this.#word += next === '\n' ? '' : next
      return 1
    } else this.#word += character
    return 0
  }

  #outside(character: string, next: string | undefined): number {
    if (character === ' ' || character === '\t') this.#endWord()
    else if (COMMAND_END.test(character)) this.#restart()
    else if (character === '>' || character === '<') {
      if (/^\d*$/.test(this.#word)) this.#word = ''
      this.#isOpen = this.#word !== ''
      this.#endWord()
      this.#isRedirected = true
    } else if (character === '"' || character === "'") {
      this.#quote = character
      this.#isOpen = true
      this.#kept = this.#word.length
    } else {
      this.#isOpen = true
      if (character === '\\' && next !== undefined) {
        this.#word += next === '\n' ? '' : next
        return 1
      }
      if (character !== '\\') this.#word += character
      if (this.#breaks.includes(character)) this.#kept = this.#word.length
    }
    return 0
  }

  #close(quote: string): void {
    this.#quote = ''
    if (this.#breaks.includes(quote)) this.#kept = this.#word.length
  }

  #endWord(): void {
    if (this.#isOpen) {
      if (!this.#isRedirected) this.#before.push(this.#word)
      this.#isRedirected = false
    }
    this.#word = ''
    this.#kept = 0
    this.#isOpen = false
  }

  #restart(): void {
    this.#endWord()
    this.#before = []
    this.#isRedirected = false
  }
}
