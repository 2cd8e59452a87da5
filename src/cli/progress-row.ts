import { cellsOf } from '../text/cells.js'
import { clip } from '../text/clip.js'
import { safe } from './hostile-text.js'
import { showSize } from './size.js'

/** How far a transfer is. Sizes in bytes. */
export interface Transfer {
  readonly name: string
  readonly done: number
  readonly total: number
  /** Bytes a second, at present. */
  readonly rate: number
}

const GAP = '  '
const SHORTEST_BAR = 9
const LONGEST_BAR = 30
const SHORTEST_NAME = 8

/**
 * How far a transfer is, in at most so many cells: name, bar, percent, sizes, rate and the time that is left, as far as
 * there is room for them.
 */
export function progressRow({ name, done, total, rate }: Transfer, cells: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 1
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  const sizes = `${showSize(done)} of ${showSize(total)}`
  const speed = `${showSize(Math.round(rate))}/s`
  const time = rate > 0 ? clock((total - done) / rate) : 'stalled'
  const left = rate > 0 ? `${time} left` : time
  const facts = [
    [percent, sizes, speed, left].join(GAP),
    [percent, speed, left].join(GAP),
    `${percent.trim()} ${speed.replace(' ', '')} ${time}`,
    [percent, left].join(GAP),
    percent,
  ].find((some) => some.length <= cells)
  if (facts === undefined) return ''
  const room = cells - facts.length - GAP.length
  if (room < SHORTEST_BAR) return facts
  const forName = room - GAP.length - SHORTEST_BAR
  const title = forName < SHORTEST_NAME ? '' : `${clip(safe(name), forName)}${GAP}`
  return `${title}${bar(share, Math.min(LONGEST_BAR, room - cellsOf(title)))}${GAP}${facts}`
}

function bar(share: number, cells: number): string {
  const full = Math.round(share * (cells - 2))
  return `[${'='.repeat(full)}${' '.repeat(cells - 2 - full)}]`
}

/** A time as clocks count it: `0:07`, `12:05`, `3:00:00`. */
function clock(seconds: number): string {
  const whole = Math.min(Math.ceil(seconds), 359_999)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  const rest = two(whole % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}
