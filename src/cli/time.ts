import { safe } from './hostile-text.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// In words of our own, since the first use of Intl's takes longer than all else that a command does.
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const NEAR_DAYS = ['yesterday', 'today', 'tomorrow']

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
  if (Math.abs(away) < HOUR) return minuteWords(Math.trunc(away / MINUTE))
  const days = Math.round((midnight(date) - midnight(now)) / DAY)
  return `${dayWords(date, days)} ${clock(date)}`
}

/** A moment as the clock on the wall has it, `2026-11-22 14:05`; without the day where it is that of `today`. */
export function wallTime(at: string, today?: Date): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return safe(at)
  return today && midnight(date) === midnight(today) ? clock(date) : `${day(date)} ${clock(date)}`
}

function minuteWords(minutes: number): string {
  const count = Math.abs(minutes)
  const words = `${count} minute${count === 1 ? '' : 's'}`
  return minutes < 0 ? `${words} ago` : `in ${words}`
}

function dayWords(date: Date, days: number): string {
  if (Math.abs(days) <= 1) return NEAR_DAYS[days + 1]!
  return days < 0 && days > -7 ? WEEKDAYS[date.getDay()]! : day(date)
}

const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0)

const day = (date: Date) =>
  [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].map(String).join('-')

const clock = (date: Date) => `${two(date.getHours())}:${two(date.getMinutes())}`

const two = (part: number) => String(part).padStart(2, '0')
