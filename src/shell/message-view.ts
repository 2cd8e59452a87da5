import stringWidth from 'string-width'
import { safe } from '../cli/hostile-text.js'
import { showSize } from '../cli/size.js'
import { showTime } from '../cli/time.js'
import type { Message } from '../protocol/verbs.js'

/** Where a text starts further right than this share of the row, its lines do not hang below its start. */
const HANG = 0.5

/**
 * A message for a chat's screen, made safe: the time of the wall, the sender, the text wrapped at spaces with its lines
 * below each other. `today` leaves out the day where it is that one.
 */
export function messageView(
  { at, from, text, file }: Omit<Message, 'id'>,
  { columns, colour, today }: { columns: number; colour: boolean; today: Date },
): string {
  const [day, hour] = [showTime(at, true).slice(0, 10), showTime(at, true).slice(11)]
  const time = day === showTime(today.toISOString(), true).slice(0, 10) ? hour : `${day} ${hour}`
  const name = safe(from)
  const said = file ? `${safe(text)} (${showSize(file.size)}; /get ${safe(file.code)})` : safe(text)
  const start = stringWidth(time) + stringWidth(name) + 4
  const indent = start <= columns * HANG ? start : 0
  const lines = wrap(said, columns - 1, start, indent)
  const head = colour ? `\u001b[2m${time}\u001b[22m  \u001b[1m${name}\u001b[22m  ` : `${time}  ${name}  `
  return `${head}${lines.join(`\n${' '.repeat(indent)}`)}`
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cuts at spaces, and inside a word that is wider than a line. The first line begins at `start`, the others at `indent`. */
function wrap(text: string, columns: number, start: number, indent: number): string[] {
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
