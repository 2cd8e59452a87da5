import { cellsOf } from '../../text/cells.js'
import { characters } from '../../text/characters.js'
import type { Part } from './comparison.js'

/** Breaks a text into lines of so many terminal columns; its marks stay with their characters. */
export function fold(parts: readonly Part[], columns: number): Part[][] {
  if (columns === Number.POSITIVE_INFINITY) return [[...parts]]
  const lines: Part[][] = [[]]
  let width = 0
  for (const { text, changed } of parts) {
    let taken = ''
    for (const character of characters(text)) {
      const wide = cellsOf(character)
      if (width > 0 && width + wide > columns) {
        if (taken !== '') lines.at(-1)!.push({ text: taken, changed })
        lines.push([])
        taken = ''
        width = 0
      }
      taken += character
      width += wide
    }
    if (taken !== '') lines.at(-1)!.push({ text: taken, changed })
  }
  return lines
}

/** The same for a text without marks. */
export const foldText = (text: string, columns: number): string[] =>
  fold([{ text, changed: false }], columns).map((line) => line.map((part) => part.text).join(''))
