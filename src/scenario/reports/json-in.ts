/** A JSON object or list that a text ends in: what stands before it, itself as written, its value. */
export interface JsonIn {
  readonly before: string
  readonly text: string
  readonly value: object
}

/** More starts than this are not tried: a text of nothing but brackets would take for ever. */
const TRIES = 10

/** Finds the JSON in a line such as `success [{…}]`, or `JSON at [0]: {…}`. */
export function jsonIn(text: string): JsonIn | undefined {
  let tries = 0
  for (const { index } of text.matchAll(/(?<![^ ])[[{]/g)) {
    if (tries++ === TRIES) return undefined
    try {
      const value: object = JSON.parse(text.slice(index))
      return { before: text.slice(0, index).trim(), text: text.slice(index), value }
    } catch {}
  }
  return undefined
}

/** A JSON value that a text starts with, and the rest: `"hi", in success [{"text":"hi"}]`. */
export function partIn(text: string): { readonly text: string; readonly after: string } | undefined {
  let tries = 0
  for (const { index } of text.matchAll(/, in /g)) {
    if (tries++ === TRIES) return undefined
    try {
      JSON.parse(text.slice(0, index))
      return { text: text.slice(0, index), after: text.slice(index) }
    } catch {}
  }
  return undefined
}
