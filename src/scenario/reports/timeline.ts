import { clip } from '../../text/clip.js'
import type { Entry } from '../transcript.js'
import { visible } from '../visible.js'
import { foldText } from './fold.js'

const arrows = { sent: '→', received: '←', note: '·' } as const satisfies Record<Entry['kind'], string>

/** With fewer columns than this for each actor they are told below each other. */
const NARROWEST = 36
/** Lines of a column that one entry may take. */
const TALLEST = 6

/** What happened in a case as lines of at most so many columns: side by side where there is room, else one below the other. */
export function formatTimeline(entries: readonly Entry[], width = Number.POSITIVE_INFINITY): string[] {
  const actors = [...new Set(entries.map(({ actor }) => actor))].filter(isActor)
  const digits = Math.max(0, ...entries.map(({ at }) => at.toFixed(1).length))
  const time = ({ at }: Entry) => `${at.toFixed(1).padStart(digits)} ms`
  const column = Math.floor((width - digits - ' ms'.length) / actors.length) - 2
  return actors.length > 1 && Number.isFinite(width) && column >= NARROWEST
    ? sideBySide(entries, actors, column, time)
    : oneBelowTheOther(entries, width, time)
}

function oneBelowTheOther(
  entries: readonly Entry[],
  width: number,
  time: (entry: Entry) => string,
): string[] {
  const longest = Math.max(0, ...entries.map(({ actor }) => actor.length))
  return entries.map((entry) =>
    clip(
      `${time(entry)}  ${entry.actor.padEnd(longest)} ${arrows[entry.kind]} ${visible(entry.text)}`,
      width,
    ),
  )
}

function sideBySide(
  entries: readonly Entry[],
  actors: readonly string[],
  column: number,
  time: (entry: Entry) => string,
): string[] {
  const gap = (columns: number) => ' '.repeat(columns * (column + 2))
  const margin = ' '.repeat(entries[0] ? time(entries[0]).length : 0)
  const head = `${margin}  ${actors.map((actor) => actor.padEnd(column + 2)).join('')}`
  const lines = entries.flatMap((entry) => {
    const at = gap(Math.max(0, actors.indexOf(entry.actor)))
    const who = isActor(entry.actor) ? '' : `${entry.actor} `.trimStart()
    const text = foldText(visible(who + entry.text), column - 2)
    const told = text.length > TALLEST ? [...text.slice(0, TALLEST - 1), '…'] : text
    return told.map((line, i) =>
      i === 0 ? `${time(entry)}  ${at}${arrows[entry.kind]} ${line}` : `${margin}  ${at}  ${line}`,
    )
  })
  return [head, ...lines].map((line) => line.trimEnd())
}

/** What is left out, and what becomes of the server, is nobody's doing. */
const isActor = (name: string) => name !== '' && !name.startsWith('(')
