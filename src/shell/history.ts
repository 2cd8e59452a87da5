const ROOM = 500

/** The lines that were typed in this run, kept in memory alone. */
export class History {
  readonly #lines: string[] = []
  #at = 0
  /** What stood there when the person began to go back, and what was recalled in its place. */
  #start = ''
  #recalled: string | undefined

  /** Keeps a line; one that repeats the last is not kept twice. */
  add(line: string): void {
    if (line !== '' && line !== this.#lines.at(-1)) this.#lines.push(line)
    if (this.#lines.length > ROOM) this.#lines.shift()
    this.#rest()
  }

  /** The line before or behind that begins like what was typed; behind the last one, what was typed itself. */
  recall(way: 'up' | 'down', typed: string): string | undefined {
    if (typed !== this.#recalled) {
      this.#rest()
      this.#start = typed
    }
    const step = way === 'up' ? -1 : 1
    for (let at = this.#at + step; at >= 0 && at <= this.#lines.length; at += step) {
      const line = this.#lines[at] ?? this.#start
      if (at < this.#lines.length && (line === typed || !line.startsWith(this.#start))) continue
      this.#at = at
      this.#recalled = line
      return line
    }
    return undefined
  }

  #rest(): void {
    this.#at = this.#lines.length
    this.#recalled = undefined
  }
}
