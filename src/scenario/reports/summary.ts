import { levels } from '../levels.js'
import { cellLook, cellText, type Row } from '../matrix.js'
import { outcomes, type RunResult } from '../result.js'
import { visible } from '../visible.js'
import { failureLines } from './failure-lines.js'
import { type Gathered, gatherRounds, tellRounds } from './rounds.js'
import { alarming, secondsOf, serverOf, why } from './words.js'

/** GitHub drops a summary of more than 1 MiB whole. */
const MOST = 900_000
/** Columns of what is told of a failure. */
const WIDTH = 160

const dots = { green: '🟢', yellow: '🟡', red: '🔴', dim: '' } as const satisfies Record<
  ReturnType<typeof cellLook>,
  string
>

/** A run as a page of GitHub's Markdown (`GITHUB_STEP_SUMMARY`): the sum, what did not hold, the matrix. Text is inert in it. */
export function formatSummary(result: RunResult, rows: readonly Row[]): string {
  const broken = gatherRounds(result.results).filter(({ result }) => alarming.has(result.outcome))
  const sections: string[] = []
  let room = MOST
  for (const [i, one] of broken.entries()) {
    const section = failure(one)
    room -= Buffer.byteLength(section)
    if (room < 0) {
      sections.push(`${broken.length - i} more cases did not hold.\n`)
      break
    }
    sections.push(section)
  }
  return [sum(result), ...sections, ...(rows.length > 0 ? [matrix(rows)] : [])].join('\n')
}

function sum(result: RunResult): string {
  const { outcome, reason, counts, duration, results, planned, profile } = result
  const told = outcomes.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one}`)
  const done = results.length === planned ? '' : ` of ${planned} planned cases`
  return [
    `## ${outcome === 'held' ? '✅' : '❌'} ${plain(serverOf(result))}: ${outcome}\n`,
    `${told.join(', ') || 'no case was run'}${done}, in ${secondsOf(duration)}, profile ${plain(profile)}.\n`,
    ...(reason === undefined ? [] : [`${plain(reason)}\n`]),
  ].join('\n')
}

function failure(gathered: Gathered): string {
  const { result } = gathered
  const { id, title, clause, level, outcome } = result
  const head = [
    `${outcome}: ${id}`,
    title,
    `${level} ${clause.join(', ')}`,
    tellRounds(gathered),
    why(result),
  ]
  const [first, ...rest] = head.filter((part) => part !== undefined)
  return [
    `<details><summary><b>${html(first!)}</b> ${html(rest.join(' · '))}</summary>`,
    `<pre>${failureLines(result, { width: WIDTH }).map(html).join('\n')}</pre>`,
    '</details>\n',
  ].join('\n')
}

function matrix(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const body = rows.map(({ clause, title, cells, note }) => {
    const told = levels.map((level) =>
      `${dots[cellLook(cells[level])]} ${plain(cellText(cells[level]))}`.trim(),
    )
    return line([plain(clause), ...told, plain(note === undefined ? title : `${title} (${note})`)])
  })
  return [line(['clause', ...levels, '']), line(['---', ...levels.map(() => '---'), '---']), ...body].join('')
}

/** Text that stays text in Markdown: a character that means something there is written as an entity. */
const plain = (text: string) =>
  visible(text).replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.codePointAt(0)};`)

const html = (text: string) =>
  visible(text).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
