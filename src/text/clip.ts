import { cellsOf } from './cells.js'
import { characters } from './characters.js'

/** A text in so many cells at the most, with `…` in place of what is left out. */
export function clip(text: string, cells: number): string {
  // A character takes two cells at the most.
  if (text.length * 2 <= cells) return text
  let kept = ''
  let width = 0
  for (const character of characters(text)) {
    width += cellsOf(character)
    if (width > cells) return cells < 1 ? '' : `${kept}…`
    if (width < cells) kept += character
  }
  return text
}
