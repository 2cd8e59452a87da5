import { type Field, valueAt } from './fields.js'
import { safe } from './hostile-text.js'
import { toJson } from './output.js'

/** An item as a row for scripts: a cell a field, TABs between them, nothing in a cell that could break the row. */
export function plainRow(item: unknown, fields: readonly Field[]): string {
  return fields.map((field) => safe(plainText(valueAt(item, field)))).join('\t')
}

/** A value as text: nothing where there is none, a list of words with spaces between them, a list of records as JSON. */
export function plainText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (!Array.isArray(value)) return String(value)
  return value.every((item) => typeof item !== 'object') ? value.join(' ') : toJson(value)
}
