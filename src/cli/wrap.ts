import { cellsOf } from '../text/cells.js'
import { characters } from '../text/characters.js'

/**
 * Cuts at spaces, and inside a word that is wider than a line. The first line begins at the cell `start`, the others at
 * `indent`.
 */
export function wrap(text: string, columns: number, start: number, indent: number): string[] {
  if (cellsOf(text) <= columns - start) return [withoutSpaces(text)]
  const lines: string[] = []
  let line = ''
  let width = 0
  let room = columns - start
  const next = () => {
    lines.push(withoutSpaces(line))
    line = ''
    width = 0
    room = columns - indent
  }
  for (const word of text.split(/(?<= )/)) {
    const wanted = cellsOf(withoutSpaces(word))
    if (width + wanted > room && (line !== '' || (lines.length === 0 && wanted <= columns - indent))) next()
    for (const character of characters(word)) {
      const cells = cellsOf(character)
      if (line !== '' && character !== ' ' && width + cells > room) next()
      line += character
      width += cells
    }
  }
  lines.push(withoutSpaces(line))
  return lines
}

/** Without the spaces at its end. Only U+0020: trimEnd also takes a no-break space or a line separator, which are text. */
function withoutSpaces(text: string): string {
  let end = text.length
  while (text[end - 1] === ' ') end--
  return text.slice(0, end)
}
