import { clip } from '../../text/clip.js'
import type { Style } from '../matrix.js'
import { painter } from '../paint.js'
import type { CaseFailure, CaseResult } from '../result.js'
import { visible } from '../visible.js'
import { formatDifference } from './difference.js'
import { formatTimeline } from './timeline.js'
import { placeOf, why } from './words.js'

/** All there is to say of a case that did not hold: its place, why, the source, wanted and got, the timeline. */
export function failureLines(result: CaseResult, style: Style): string[] {
  const { failure, transcript = [] } = result
  const reason = why(result)
  return [
    ...(failure || reason !== undefined
      ? [[failure && placeOf(failure), reason].filter((part) => part !== undefined).join(': ')]
      : []),
    ...(failure ? [...sourceLines(failure, style), ...formatDifference(failure, style)] : []),
    ...formatTimeline(transcript, style.width),
  ]
}

function sourceLines(
  { source, calledAt }: CaseFailure,
  { width = Number.POSITIVE_INFINITY, colour }: Style,
): string[] {
  const paint = painter(colour)
  const digits = String(source.at(-1)?.line ?? 0).length
  return [
    ...(calledAt ? [`called at ${placeOf(calledAt)}`] : []),
    ...source.map(({ line, text, marked }) => {
      const told = clip(`${marked ? '>' : ' '} ${String(line).padStart(digits)} | ${visible(text)}`, width)
      return paint(marked ? 'bold' : 'dim', told)
    }),
  ]
}
