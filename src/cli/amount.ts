import { UsageError } from './errors.js'

const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  bytes: { '': 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, kB: 1e3, MB: 1e6, GB: 1e9 },
  duration: { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
}
const WRITTEN: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  bytes: Object.entries(UNITS.bytes!).filter(([mark]) => mark.endsWith('iB')),
  duration: Object.entries(UNITS.duration!),
}
const EXAMPLES: Readonly<Record<string, string>> = {
  bytes: '500KiB or 25MiB',
  duration: '500ms, 30s, 2m, 12h or 90d',
}

/** Reads an amount, 1 at least: `25MiB` as bytes, `2m` as milliseconds, of anything else a whole number. Throws a UsageError. */
export function parseAmount(text: string, unit: string): number {
  const [, amount, mark = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?([A-Za-z]*)$/.exec(text) ?? []
  const factor = (UNITS[unit] ?? { '': 1 })[mark]
  const value = amount === undefined || factor === undefined ? Number.NaN : Number(amount) * factor
  if (Number.isSafeInteger(Math.round(value)) && value >= 1 && (factor !== 1 || Number.isInteger(value))) {
    return Math.round(value)
  }
  const what = unit === 'duration' ? 'duration' : `number of ${unit}`
  throw new UsageError(`${text} is no ${what}: write ${EXAMPLES[unit] ?? 'a whole number from 1'}`)
}

/** An amount as parseAmount reads it, in the largest unit that gives a whole number. */
export function writeAmount(value: number, unit: string): string {
  const [mark, factor] = WRITTEN[unit]?.findLast(([, factor]) => value % factor === 0) ?? ['', 1]
  return `${value / factor}${mark}`
}
