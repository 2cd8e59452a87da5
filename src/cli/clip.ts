import stringWidth from 'string-width'

/** The characters as a person counts them. */
export const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The segmenter's time grows with the square of the length. */
const PIECE = 256

/** A text's characters as a person counts them, at a cost that grows with its length alone. */
export function* characters(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const isPairCut = /[\ud800-\udbff]/.test(text[at + PIECE - 1] ?? '')
    const end = at + (isPairCut ? PIECE - 1 : PIECE)
    const found = Array.from(graphemes.segment(text.slice(at, end)), ({ segment }) => segment)
    // The last may go on behind the piece.
    if (end < text.length && found.length > 1) found.pop()
    yield* found
    at += found.join('').length
  }
}

/** A text in so many cells at the most, with `…` in place of what is left out. */
export function clip(text: string, cells: number): string {
  if (stringWidth(text) <= cells) return text
  let kept = ''
  let width = 0
  for (const character of characters(text)) {
    width += stringWidth(character)
    if (width > cells - 1) break
    kept += character
  }
  return cells > 0 ? `${kept}…` : ''
}
