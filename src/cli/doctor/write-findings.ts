import { safe } from '../hostile-text.js'
import type { Output } from '../output.js'
import { table } from '../table.js'
import { wrap } from '../wrap.js'
import type { Finding } from './finding.js'

const COLOURS = { ok: 32, warn: 33, fail: 31, skip: 2 } as const
const INDENT = '  '

/**
 * Writes findings: for a person each wrapped to the terminal, and below it in one piece what to type next; elsewhere
 * TABs between values.
 */
export async function writeFindings(
  findings: readonly Finding[],
  out: Pick<Output, 'write' | 'isTerminal' | 'columns' | 'colour'>,
): Promise<void> {
  if (!out.isTerminal) {
    const columns = (['status', 'check', 'found', 'next'] as const).map((title) => ({
      title,
      value: (finding: Finding) => finding[title] ?? '',
    }))
    return table(findings, columns, out)
  }
  const lines = findings.flatMap(({ status, check, found, next }) => {
    const [first = '', ...rest] = wrap(`${status} ${check}: ${safe(found)}`, out.columns, 0, INDENT.length)
    const head = out.colour
      ? `\u001b[${COLOURS[status]}m${status}\u001b[0m${first.slice(status.length)}`
      : first
    const below = next === null ? rest : [...rest, `try: ${safe(next)}`]
    return [head, ...below.map((line) => INDENT + line)]
  })
  await out.write(`${lines.join('\n')}\n`)
}
