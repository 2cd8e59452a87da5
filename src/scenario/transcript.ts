import { isUtf8 } from 'node:buffer'
import type { Profile } from './profile.js'

/** One thing that happened on a case's timeline. */
export interface Entry {
  /** Milliseconds since the case began. */
  readonly at: number
  readonly actor: string
  readonly kind: 'sent' | 'received' | 'note'
  readonly text: string
}

/** What happened first matters, and what happened last; a flood in between does not. */
const FIRST = 200
const LAST = 200
const LONGEST = 2000
/** A secret is masked also where it goes over the edge. */
const LONGEST_SECRET = 1000
/** Bytes that are shown of what is no text. */
const MOST_BYTES = 1000

/** All actors of a case on one timeline, bounded, with passwords and tokens masked. */
export class Transcript {
  readonly #started = performance.now()
  readonly #profile: Profile
  readonly #secrets = new Set<string>()
  readonly #first: Entry[] = []
  readonly #last: Entry[] = []
  #dropped = 0

  constructor(profile: Profile) {
    this.#profile = profile
  }

  /** Has a text masked wherever it turns up from now on. */
  hide(secret: string): void {
    if (secret.length >= 8) this.#secrets.add(secret)
  }

  /** Masks what must not be told, line by line. */
  mask(text: string): string {
    let masked = text
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, '***')
    return masked
      .split('\n')
      .map((line) => this.#maskLine(line))
      .join('\n')
  }

  /** Bytes as the timeline shows them: the text that they are, to be masked as any text is; else `hex …`, masked. */
  shown(bytes: Buffer): string {
    if (isUtf8(bytes)) return bytes.toString()
    const near = bytes.subarray(0, MOST_BYTES + LONGEST_SECRET)
    // A profile finds its secrets in what is text of it.
    this.mask(near.toString('latin1'))
    const hidden = new Uint8Array(near.length)
    for (const secret of this.#secrets) {
      const { length } = Buffer.from(secret)
      for (let at = near.indexOf(secret); at >= 0; at = near.indexOf(secret, at + 1)) {
        hidden.fill(1, at, at + length)
      }
    }
    let hex = ''
    for (const [i, byte] of near.subarray(0, MOST_BYTES).entries()) {
      if (hidden[i] === 0) hex += byte.toString(16).padStart(2, '0')
      else if (hidden[i - 1] !== 1) hex += '***'
    }
    return `hex ${hex}`
  }

  /** What a profile masks in a line is a secret in every other text, too. */
  #maskLine(line: string): string {
    const masked = this.#profile.mask(line)
    if (masked !== line) for (const secret of maskedIn(line, masked)) this.hide(secret)
    return masked
  }

  /** @param at when it happened by `performance.now()`; now unless given */
  add(actor: string, kind: Entry['kind'], text: string, at = performance.now()): void {
    const told = this.mask(text.slice(0, LONGEST + LONGEST_SECRET))
    const entry = {
      ...{ at: Math.max(0, Math.round((at - this.#started) * 10) / 10), actor, kind },
      text: text.length > LONGEST ? `${told.slice(0, LONGEST)}… (${text.length} characters)` : told,
    }
    if (this.#first.length < FIRST) {
      this.#first.push(entry)
      return
    }
    this.#last.push(entry)
    if (this.#last.length > LAST) {
      this.#last.shift()
      this.#dropped++
    }
  }

  /** The timeline in order of time. */
  entries(): Entry[] {
    const gap: Entry[] =
      this.#dropped === 0
        ? []
        : [{ at: this.#first.at(-1)!.at, actor: '', kind: 'note', text: `${this.#dropped} entries left out` }]
    return [...this.#first, ...gap, ...this.#last].sort((a, b) => a.at - b.at)
  }
}

/** What stands in a line where its masked form has `***`. */
function maskedIn(line: string, masked: string): string[] {
  const [first, ...parts] = masked.split('***')
  let at = first!.length
  return parts.map((part, i) => {
    const end = i === parts.length - 1 ? line.length - part.length : line.indexOf(part, at)
    const secret = end < at ? '' : line.slice(at, end)
    at = Math.max(at, end + part.length)
    return secret
  })
}
