import type { Message } from '../protocol/verbs.js'
import { safe } from './hostile-text.js'
import type { Output } from './output.js'
import { showSize } from './size.js'
import { showTime } from './time.js'

/**
 * A message as one line, made safe. On a terminal: `2026-11-22 21:04  budi  halo`, the time that of the wall. Elsewhere:
 * time (RFC 3339), sender and text between TABs. `group` also names the group that it came through.
 */
export function messageLine(
  { at, from, text, group, file }: Message,
  out: Pick<Output, 'isTerminal' | 'colour'>,
  show: { group?: boolean } = {},
): string {
  const facts = file && [
    `file ${file.code}`,
    out.isTerminal ? showSize(file.size) : `${file.size} bytes`,
    file.mime,
  ]
  const said = facts ? `${text} (${facts.join(', ')})` : text
  const who = show.group && group !== undefined ? `${from} in ${group}` : from
  const parts = [showTime(at, out.isTerminal), safe(who), safe(said)]
  if (out.colour) [parts[0], parts[1]] = [`\u001b[2m${parts[0]}\u001b[22m`, `\u001b[1m${parts[1]}\u001b[22m`]
  return parts.join(out.isTerminal ? '  ' : '\t')
}
