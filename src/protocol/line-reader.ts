import { isAscii, isUtf8 } from 'node:buffer'

/** A line that is none: longer than the limit (LINE-8), or not UTF-8 (LINE-7). `bytes` is what there is of it. */
export class BadLine {
  constructor(
    readonly fault: 'too-long' | 'not-utf8',
    readonly bytes: Buffer,
  ) {}
}

const LF = 0x0a
const CR = 0x0d
const EMPTY = Buffer.alloc(0)
/** Shared, never filled: an idle reader takes no memory for what it has not. */
const NONE: Buffer[] = []
const MANY = 64

/**
 * Cuts a byte stream into lines and, where a file's bytes stand between them, into raw bytes; how the bytes were
 * split into packets makes no difference (LINE-3, LINE-8, LINE-10). Each byte is scanned once, however small the
 * packets.
 */
export class LineReader {
  readonly #limit: number
  /** Bytes not taken yet: `#head` from `#at` on, then `#more` in order. */
  #head: Buffer = EMPTY
  #at = 0
  /** Where the last LF of `#head` is, -1 without one. */
  #lastEnd = -1
  /** The lines of `#head` as one string where they are ASCII: a byte's place is its character's place there. */
  #text: string | undefined
  #more = NONE
  #moreBytes = 0
  #moreHasEnd = false

  /** @param limit the longest line in bytes, its end not counted */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many bytes wait. */
  get buffered(): number {
    return this.#head.length - this.#at + this.#moreBytes
  }

  /** Whether what waits starts with a line whose end has not come yet. */
  get isPartial(): boolean {
    return this.buffered > 0 && this.#at > this.#lastEnd && !this.#moreHasEnd
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return
    if (this.buffered === 0) {
      this.#setHead(chunk)
    } else {
      if (this.#more === NONE) this.#more = []
      this.#more.push(chunk)
      // Tiny packets would cost many times their bytes as objects of their own.
      if (this.#more.length === MANY) this.#more = [Buffer.concat(this.#more)]
      this.#moreBytes += chunk.length
      this.#moreHasEnd ||= chunk.includes(LF)
    }
  }

  /** The next line without its end, undefined where none is complete yet. After `too-long` the stream is of no use. */
  next(): string | BadLine | undefined {
    if (this.#at > this.#lastEnd && this.#moreHasEnd) this.#join()
    if (this.#at > this.#lastEnd) {
      return this.#isTooLongAlready() ? new BadLine('too-long', this.#joined()) : undefined
    }
    const start = this.#at
    const end = this.#text === undefined ? this.#head.indexOf(LF, start) : this.#text.indexOf('\n', start)
    const stop = end > start && this.#head[end - 1] === CR ? end - 1 : end
    const line = this.#line(start, stop)
    this.#consume(end + 1 - start)
    return line
  }

  /** Up to `most` raw bytes; undefined where none wait. */
  take(most: number): Buffer | undefined {
    if (this.#at === this.#head.length) this.#join()
    const bytes = this.#head.subarray(this.#at, this.#at + most)
    this.#consume(bytes.length)
    return bytes.length > 0 ? bytes : undefined
  }

  #line(start: number, stop: number): string | BadLine {
    if (stop - start > this.#limit) return new BadLine('too-long', this.#head.subarray(start, stop))
    if (this.#text !== undefined) return this.#text.slice(start, stop)
    const bytes = this.#head.subarray(start, stop)
    return isUtf8(bytes) ? bytes.toString() : new BadLine('not-utf8', bytes)
  }

  #consume(bytes: number): void {
    this.#at += bytes
    // Lets go of the packet: an idle connection holds no bytes.
    if (this.#at === this.#head.length) this.#setHead(EMPTY)
  }

  #setHead(head: Buffer): void {
    this.#head = head
    this.#at = 0
    this.#lastEnd = head.lastIndexOf(LF)
    const lines = head.subarray(0, this.#lastEnd + 1)
    this.#text = lines.length > 0 && isAscii(lines) ? lines.toString('latin1') : undefined
  }

  #joined(): Buffer {
    return Buffer.concat([this.#head.subarray(this.#at), ...this.#more])
  }

  #join(): void {
    const all = this.#joined()
    this.#more = NONE
    this.#moreBytes = 0
    this.#moreHasEnd = false
    this.#setHead(all)
  }

  #isTooLongAlready(): boolean {
    const waiting = this.buffered
    if (waiting <= this.#limit) return false
    const last = this.#more.at(-1) ?? this.#head
    return waiting > this.#limit + 1 || last[last.length - 1] !== CR
  }
}
