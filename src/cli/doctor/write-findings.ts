import stringWidth from 'string-width'
import { safe } from '../hostile-text.js'
import type { Output } from '../output.js'
import { table } from '../table.js'
import type { Finding } from './finding.js'

const COLOURS = { ok: 32, warn: 33, fail: 31, skip: 2 } as const
const INDENT = '  '

/** Writes findings: for a person each with what to type next, wrapped to the terminal; elsewhere TABs between values. */
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
    const [first = '', ...rest] = wrapped(`${status} ${check}: ${safe(found)}`, out.columns)
    const head = out.colour
      ? `\u001b[${COLOURS[status]}m${status}\u001b[0m${first.slice(status.length)}`
      : first
    return [head, ...rest, ...(next === null ? [] : wrapped(`${INDENT}try: ${safe(next)}`, out.columns))]
  })
  await out.write(`${lines.join('\n')}\n`)
}

/** A text in lines of at most so many columns, all but the first indented; only words that are longer are cut. */
function wrapped(text: string, columns: number): string[] {
  const [, indent = '', words = ''] = /^( *)(.*)$/s.exec(text) ?? []
  const lines: string[] = []
  let line = indent
  let isEmpty = true
  for (const word of words.split(' ')) {
    const wanted = isEmpty ? line + word : `${line} ${word}`
    if (stringWidth(wanted) <= columns) line = wanted
    else {
      if (!isEmpty) lines.push(line)
      const pieces = cut(word, isEmpty ? columns - stringWidth(line) : columns - INDENT.length)
      const last = pieces.pop() ?? ''
      lines.push(...pieces.map((piece, i) => (isEmpty && i === 0 ? line : INDENT) + piece))
      line = (isEmpty && pieces.length === 0 ? line : INDENT) + last
    }
    isEmpty = false
  }
  return [...lines, line]
}

function cut(word: string, width: number): string[] {
  const pieces = ['']
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    const last = pieces.at(-1)!
    if (last === '' || stringWidth(last + segment) <= width) pieces[pieces.length - 1] = last + segment
    else pieces.push(segment)
  }
  return pieces
}
