import { BATCH_MESSAGES } from './limits.js'

/**
 * One kind of argument: how its words on the line become a value and back.
 * `decode` answers undefined where the form is wrong (`bad-argument`); what needs the server's state to be judged,
 * such as a code that no group has, decodes all the same.
 */
export interface Codec<T> {
  /** A *text* argument takes all of the line that its neighbours leave (LINE-5); a plain one is one word (LINE-6). */
  readonly text: boolean
  /** What a person should write, for messages and help. */
  readonly form: string
  decode(raw: string): T | undefined
  encode(value: T): string
}

/** The value type of a codec. */
export type Decoded<C> = C extends Codec<infer T> ? T : never

const asIs = (value: string) => value
const ASCII_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const NOT_BLANK = /[^ ]/

/** An account's name, in NFC (AUTH-2, AUTH-8). */
export const name: Codec<string> = {
  text: false,
  form: 'letters, marks, digits and . _ -, starting with a letter or a digit',
  decode(raw) {
    if (ASCII_NAME.test(raw)) return raw
    const composed = raw.normalize('NFC')
    // Written here, since V8 takes half a millisecond for the sets of such a pattern, which few processes ever need.
    return /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}._-]*$/u.test(composed) ? composed : undefined
  },
  encode: asIs,
}

/** A password, in NFC (AUTH-2). */
export const password: Codec<string> = {
  text: false,
  form: 'characters without a space or TAB',
  decode: (raw) => raw.normalize('NFC'),
  encode: asIs,
}

/** A group's code, a file's code or a token: what has another form is simply unknown (AUTH-8). */
export const opaque: Codec<string> = {
  text: false,
  form: 'letters a-z and digits',
  decode: asIs,
  encode: asIs,
}

/** A message or a title, handed on exactly as sent (LINE-5). */
export const text: Codec<string> = {
  text: true,
  form: 'text with a character other than a space',
  decode: (raw) => (NOT_BLANK.test(raw) ? raw : undefined),
  encode: asIs,
}

/** A path of the sender's; what is kept of it is its last component (FILE-2). */
export const path: Codec<string> = {
  text: true,
  form: "a path whose last component is a file's name",
  decode(raw) {
    const last = raw.slice(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1)
    return !NOT_BLANK.test(last) || last === '.' || last === '..' ? undefined : last
  },
  encode: asIs,
}

/** A file's size in bytes; NaN where it is none, since `bad-size` is not a matter of form but comes later (REPLY-5). */
export const size: Codec<number> = {
  text: false,
  form: 'a whole number from 1',
  decode: (raw) => (/^[1-9][0-9]*$/.test(raw) ? Number(raw) : Number.NaN),
  encode: String,
}

/** How many messages at the most. */
export const limit: Codec<number> = {
  text: false,
  form: `a whole number from 1 to ${BATCH_MESSAGES}`,
  decode: (raw) => (/^[1-9][0-9]{0,3}$/.test(raw) && Number(raw) <= BATCH_MESSAGES ? Number(raw) : undefined),
  encode: String,
}

/** A message's id to go on from, or null (`-` on the line) for the end that the verb starts at. */
export const position: Codec<string | null> = {
  text: false,
  form: "a message's id, or -",
  decode: (raw) => (raw === '-' ? null : raw),
  encode: (value) => value ?? '-',
}

/** A switch. */
export const onOff: Codec<'on' | 'off'> = {
  text: false,
  form: 'on or off',
  decode: (raw) => (raw === 'on' || raw === 'off' ? raw : undefined),
  encode: asIs,
}
