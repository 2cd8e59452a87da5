import { graphemes } from '../text/characters.js'

const BLANK = /^ *$/
const words = new Intl.Segmenter(undefined, { granularity: 'word' })

/**
 * Cuts a text into messages of at most `limit` code points (LINE-4): at spaces where there are any, else between words
 * as the script has them, else between graphemes; inside a grapheme only where it alone is over the limit. Spaces at
 * a cut are dropped, and so is a piece of nothing but spaces, since that is no message (LINE-5).
 */
export function* splitMessage(text: string, limit: number): Generator<string> {
  let at = 0
  while (at < text.length) {
    const end = cut(text, at, limit)
    const piece = end < text.length ? withoutTrailingSpaces(text.slice(at, end)) : text.slice(at)
    if (!BLANK.test(piece)) yield piece
    at = end
    while (at < text.length && text[at] === ' ') at++
  }
}

/** Where the piece that starts at `start` ends. */
function cut(text: string, start: number, limit: number): number {
  const end = advance(text, start, limit)
  if (end === text.length) return end
  // Further back than the piece there is no need to look: a text of megabytes may have no space at all.
  const space = start + text.slice(start, end + 1).lastIndexOf(' ')
  if (space > start && !BLANK.test(text.slice(start, space))) return space
  if (space >= start && BLANK.test(text.slice(start, end))) return end
  // A word or grapheme longer than this window is cut anyway.
  const window = text.slice(start, end + 2 * limit + 16)
  for (const segmenter of [words, graphemes()]) {
    const { index } = segmenter.segment(window).containing(end - start)!
    if (index > 0 && !BLANK.test(window.slice(0, index))) return start + index
  }
  return end
}

/** The index `count` code points on, at most the text's end. */
function advance(text: string, from: number, count: number): number {
  let at = from
  for (let left = count; left > 0 && at < text.length; left--) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return at
}

function withoutTrailingSpaces(piece: string): string {
  let end = piece.length
  while (piece[end - 1] === ' ') end--
  return piece.slice(0, end)
}
