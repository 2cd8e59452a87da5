import stringWidth from 'string-width'
import { graphemes } from './clip.js'

/**
 * Cuts at spaces, and inside a word that is wider than a line. The first line begins at the cell `start`, the others at
 * `indent`.
 */
export function wrap(text: string, columns: number, start: number, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  let room = columns - start
  const next = () => {
    lines.push(line.trimEnd())
    line = ''
    room = columns - indent
  }
  for (const word of text.split(/(?<= )/)) {
    const width = stringWidth(word.trimEnd())
    if (
      stringWidth(line) + width > room &&
      (line !== '' || (lines.length === 0 && width <= columns - indent))
    )
      next()
    for (const { segment } of graphemes.segment(word)) {
      if (line !== '' && stringWidth(line + segment.trimEnd()) > room) next()
      line += segment
    }
  }
  lines.push(line.trimEnd())
  return lines
}
