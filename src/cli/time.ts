import { safe } from './hostile-text.js'

/**
 * A moment that a server told (RFC 3339): the local wall time for a person, as it came for a program. What is no
 * moment is shown as it is.
 */
export function showTime(at: string, forPerson: boolean): string {
  const date = new Date(at)
  if (!forPerson || Number.isNaN(date.getTime())) return safe(at)
  const [year, month, day, hour, minute] = [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
  ].map((part) => String(part).padStart(2, '0'))
  return `${year}-${month}-${day} ${hour}:${minute}`
}
