import { cellsOf } from '../text/cells.js'
import { wrap } from './wrap.js'

/** Where a text starts further right than this share of the row, its lines do not hang below its start. */
const HANG = 0.5

/** What is said, each made safe. */
interface Said {
  readonly time: string
  readonly who: string
  readonly text: string
}

/**
 * What somebody said, for a terminal: the time, who, and the text, wrapped at spaces with its lines below each other
 * where there is room for that. Times are as wide as `timeWidth` says, if that leaves the text its half of the row.
 */
export function messageLayout(
  { time, who, text }: Said,
  { columns, colour, timeWidth = 0 }: { columns: number; colour: boolean; timeWidth?: number },
): string {
  const start = Math.max(cellsOf(time), timeWidth) + cellsOf(who) + 4
  const hangs = start <= columns * HANG
  const padding = ' '.repeat(hangs ? Math.max(0, timeWidth - cellsOf(time)) : 0)
  const indent = hangs ? start : 0
  const head = colour
    ? `\u001b[2m${time}\u001b[22m${padding}  \u001b[1m${who}\u001b[22m  `
    : `${time}${padding}  ${who}  `
  const begin = cellsOf(time) + padding.length + cellsOf(who) + 4
  return `${head}${wrap(text, columns - 1, begin, indent).join(`\n${' '.repeat(indent)}`)}`
}
