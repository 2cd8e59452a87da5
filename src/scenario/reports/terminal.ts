import { clip } from '../../text/clip.js'
import type { Style } from '../matrix.js'
import { painter } from '../paint.js'
import { type CaseResult, type Outcome, outcomes, type RunResult } from '../result.js'
import { visible } from '../visible.js'
import { failureLines } from './failure-lines.js'
import { marks } from './marks.js'
import { type Gathered, gatherRounds, tellRounds } from './rounds.js'
import { alarming, secondsOf, serverOf, why } from './words.js'

/** More cases than this without a verdict are counted, not listed. */
const FEW = 5

/** A case in one line. */
export function formatCase(result: CaseResult, { width, colour }: Style = {}): string {
  const { outcome, id, round, title } = result
  const [mark, look] = marks[outcome]
  const reason = alarming.has(outcome) ? undefined : why(result)
  const more = reason === undefined ? '' : ` (${reason})`
  const number = round === undefined ? '' : ` #${round}`
  const text = clip(
    `${visible(id)}${number}  ${visible(title)}${more}`,
    (width ?? Number.POSITIVE_INFINITY) - 2,
  )
  return `${painter(colour)(look, mark)} ${text}\n`
}

/**
 * What did not hold, each with its place in the file, what was wanted, what came and the timeline; what is known to
 * fail; what was not judged; then the sum. The rounds of a case that ended alike are told once.
 */
export function formatReport(result: RunResult, style: Style = {}): string {
  const gathered = gatherRounds(result.results)
  const of = (outcome: Outcome) => gathered.filter((one) => one.result.outcome === outcome)
  const broken = gathered.filter(({ result }) => alarming.has(result.outcome))
  const quiet = [of('xfail'), of('unknown')].filter((group) => group.length > 0)
  const parts = [
    ...broken.map((one) => head(one, style) + formatFailure(one, style)),
    ...quiet.map((group) => formatGroup(group, style)),
    `${sum(result)}\n`,
  ]
  return parts.join('\n')
}

function head(gathered: Gathered, style: Style): string {
  const { round: _, ...result } = gathered.result
  return formatCase(result, style)
}

function formatGroup(group: readonly Gathered[], style: Style): string {
  const { result } = group[0]!
  if (result.outcome === 'xfail' || group.length <= FEW) return group.map((one) => head(one, style)).join('')
  const [mark, look] = marks[result.outcome]
  const reason = why(result)
  const text = `${group.length} cases were not judged${reason === undefined ? '' : `: ${reason}`}`
  return `${painter(style.colour)(look, mark)} ${clip(text, (style.width ?? Number.POSITIVE_INFINITY) - 2)}\n`
}

function formatFailure(gathered: Gathered, style: Style): string {
  const rounds = tellRounds(gathered)
  const lines = failureLines(gathered.result, {
    ...style,
    width: (style.width ?? Number.POSITIVE_INFINITY) - 2,
  })
  return [...(rounds === undefined ? [] : [painter(style.colour)('yellow', rounds)]), ...lines]
    .map((text) => `  ${text}`.trimEnd().concat('\n'))
    .join('')
}

function sum(result: RunResult): string {
  const { outcome, reason, planned, results, counts, duration } = result
  const told = outcomes.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one}`)
  const all = results.length === planned ? '' : `, of ${planned} planned`
  const because = reason === undefined ? '' : `${visible(reason)}\n`
  const done = results.length === 0 ? 'no case was run' : `${told.join(', ')}${all}`
  return `${because}${serverOf(result)}: ${outcome === 'held' ? '' : `${outcome}: `}${done} in ${secondsOf(duration)}`
}
