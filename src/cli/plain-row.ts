import { type Field, valueAt } from './fields.js'
import { safe } from './hostile-text.js'
import { toJson } from './output.js'

/** An item as a row for scripts: a cell a field, TABs between them, nothing in a cell that could break the row. */
export function plainRow(item: unknown, fields: readonly Field[]): string {
  return fields.map((field) => safe(plainText(valueAt(item, field)))).join('\t')
}

/** A value as text: nothing where there is none, a list of words with spaces between them, records as JSON. */
export function plainText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  const isWords = Array.isArray(value) && value.every((item) => typeof item !== 'object')
  return isWords ? value.join(' ') : toJson(value)
}
