import { safe } from './hostile-text.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' })

/** The most cells that relativeTime takes for a moment. */
export const TIME_WIDTH = 16

/**
 * A moment that a server told (RFC 3339) as a person reads it: `now` and `3 minutes ago` within the hour, else the local
 * wall time with the day, as `today`, `yesterday`, `Friday` within a week, or `2026-11-22 14:05`. What is no moment is
 * shown as it is, made safe.
 */
export function relativeTime(at: string, now: Date): string {
  const date = new Date(at)
  const away = date.getTime() - now.getTime()
  if (Number.isNaN(away)) return safe(at)
  if (Math.abs(away) < MINUTE) return 'now'
  if (Math.abs(away) < HOUR) return relative.format(Math.trunc(away / MINUTE), 'minute')
  const days = Math.round((midnight(date) - midnight(now)) / DAY)
  return `${dayWords(date, days)} ${clock(date)}`
}

/** A moment as the clock on the wall has it, `2026-11-22 14:05`; without the day where it is that of `today`. */
export function wallTime(at: string, today?: Date): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return safe(at)
  return today && midnight(date) === midnight(today) ? clock(date) : `${day(date)} ${clock(date)}`
}

function dayWords(date: Date, days: number): string {
  if (Math.abs(days) <= 1) return relative.format(days, 'day')
  return days < 0 && days > -7 ? weekday.format(date) : day(date)
}

const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0)

const day = (date: Date) =>
  [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].map(String).join('-')

const clock = (date: Date) => `${two(date.getHours())}:${two(date.getMinutes())}`

const two = (part: number) => String(part).padStart(2, '0')
