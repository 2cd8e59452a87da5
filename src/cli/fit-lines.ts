import { cellsOf } from '../text/cells.js'
import { wrap } from './wrap.js'

/** A text of which no line is wider than the terminal but commands, which are to be copied in one piece. */
export function fitLines(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => (isCommand(line) || cellsOf(line) <= columns ? line : wrapped(line, columns)))
    .join('\n')
}

function wrapped(line: string, columns: number): string {
  const indent = line.search(/\S|$/)
  const begin = ' '.repeat(indent)
  return `${begin}${wrap(line.trim(), columns, indent, indent).join(`\n${begin}`)}`
}

const isCommand = (line: string) => /^ *\$ |\u001b/.test(line)
