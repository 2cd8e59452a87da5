import { type Field, valueAt } from './fields.js'
import type { Output } from './output.js'
import { plainRow, plainText } from './plain-row.js'
import { showSize } from './size.js'
import { type Column, table } from './table.js'
import { relativeTime } from './time.js'

/** Writes a value or the items of a list: as a table on a terminal, else as rows for scripts. */
export async function valueTable(
  value: unknown,
  fields: readonly Field[],
  out: Pick<Output, 'write' | 'isTerminal' | 'columns' | 'colour'>,
  { plain = !out.isTerminal } = {},
): Promise<void> {
  const items = Array.isArray(value) ? value : [value]
  if (plain) return out.write(items.map((item) => `${plainRow(item, fields)}\n`).join(''))
  const now = new Date()
  return table(
    items,
    fields.map((field) => columnOf(field, fields, now)),
    out,
  )
}

/** What a person copies, and has no use for half of; a name is one unless a code stands beside it. */
const CODES = new Set(['code', 'id', 'sha256', 'from', 'user', 'server', 'path'])
const MOMENTS = new Set(['at', 'expires'])

function columnOf(field: Field, beside: readonly Field[], now: Date): Column<unknown> {
  const { name, kind } = field
  const key = keyOf(field)
  const isCode = CODES.has(key) || (key === 'name' && !beside.some((other) => keyOf(other) === 'code'))
  return {
    title: name.replace(/[.A-Z]/g, (mark) => ` ${mark === '.' ? '' : mark}`),
    value(item) {
      const value = valueAt(item, field)
      if (typeof value === 'boolean') return value ? 'yes' : 'no'
      if (MOMENTS.has(key) && typeof value === 'string') return relativeTime(value, now)
      if (key === 'size' && typeof value === 'number') return showSize(value)
      return plainText(value)
    },
    ...(kind === 'integer' && { align: 'right' }),
    ...(isCode && { whole: true }),
  }
}

const keyOf = ({ name }: Field) => name.slice(name.lastIndexOf('.') + 1)
