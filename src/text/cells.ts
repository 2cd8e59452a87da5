import stringWidth from 'string-width'
import { characters, PIECE } from './characters.js'

/** How many cells of a terminal a text takes. */
export function cellsOf(text: string): number {
  // string-width's time, too, grows with the square of the length.
  if (text.length <= PIECE) return stringWidth(text)
  let cells = 0
  for (const character of characters(text)) cells += stringWidth(character)
  return cells
}
