import type { CaseResult, RunResult } from '../result.js'
import { visible } from '../visible.js'
import { type Gathered, gatherRounds, tellRounds } from './rounds.js'
import { shortened } from './shortened.js'
import { alarming, why } from './words.js'

/** GitHub shows so many annotations of one kind for a step, and drops the others silently. */
const MOST = 10

export interface GithubOptions {
  /** The checkout's folder: GitHub knows files by their paths below it. */
  readonly workspace?: string
}

/**
 * A run as workflow commands for GitHub Actions, which become annotations at the lines of the scenarios: an error for each
 * case that did not hold, as far as GitHub shows them; a notice where there are more.
 */
export function formatGithub({ results }: RunResult, { workspace }: GithubOptions = {}): string {
  const broken = gatherRounds(results).filter(({ result }) => alarming.has(result.outcome))
  const errors = broken.slice(0, MOST).map((one) => annotation(one, workspace))
  const more = broken.length - errors.length
  const rest = command(
    'notice',
    { title: 'pychat' },
    `${more} more cases did not hold: see the report of the run`,
  )
  return [...errors, ...(more > 0 ? [rest] : [])].map((line) => `${line}\n`).join('')
}

function annotation(gathered: Gathered, workspace: string | undefined): string {
  const { result } = gathered
  const { failure, file } = result
  const place = {
    file: relative(failure?.file ?? file, workspace),
    ...(failure && { line: failure.line, col: failure.column }),
  }
  return command('error', { ...place, title: titleOf(result) }, messageOf(gathered))
}

const titleOf = ({ id, clause, level }: CaseResult) => `${id} (${level} ${clause.join(', ')})`

function messageOf(gathered: Gathered): string {
  const { title, failure } = gathered.result
  const lines = [
    title,
    [why(gathered.result), tellRounds(gathered)].filter((part) => part !== undefined).join(', '),
    ...(failure?.wanted === undefined ? [] : [`wanted: ${failure.wanted}`]),
    ...(failure?.got === undefined ? [] : [`got: ${failure.got}`]),
  ]
  return lines
    .filter((line) => line !== '')
    .map((line) => shortened(line))
    .join('\n')
}

/** The path below the checkout, with the slashes of a URL. */
function relative(file: string, workspace = ''): string {
  const [path, folder] = [file, workspace].map((one) => one.replaceAll('\\', '/'))
  return folder !== '' && path!.startsWith(`${folder}/`) ? path!.slice(folder!.length + 1) : path!
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const told = Object.entries(properties).map(
    ([key, value]) =>
      `${key}=${escaped(visible(String(value)))
        .replaceAll(':', '%3A')
        .replaceAll(',', '%2C')}`,
  )
  return `::${name} ${told.join(',')}::${escaped(message)}`
}

const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
