let segmenter: Intl.Segmenter | undefined

/**
 * Finds the characters as a person counts them. For one place in a text; for all of them, `characters`. Made when it is
 * first needed: that takes Node ten milliseconds.
 */
export const graphemes = (): Intl.Segmenter =>
  (segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' }))

/** Text in which each unit is a character. */
const PLAIN = /^[\x20-\x7e]*$/

/** How much of a text the segmenter gets at once: its time grows with the square of the length. */
export const PIECE = 256

/** A text's characters as a person counts them, at a cost that grows with its length alone. */
export function* characters(text: string): Generator<string> {
  if (PLAIN.test(text)) return yield* text
  for (let at = 0; at < text.length; ) {
    const isPairCut = /[\ud800-\udbff]/.test(text[at + PIECE - 1] ?? '')
    const end = at + (isPairCut ? PIECE - 1 : PIECE)
    const found = Array.from(graphemes().segment(text.slice(at, end)), ({ segment }) => segment)
    // The last may go on behind the piece.
    if (end < text.length && found.length > 1) found.pop()
    yield* found
    at += found.join('').length
  }
}
