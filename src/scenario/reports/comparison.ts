import { diffChars, diffWordsWithSpace } from 'diff'
import { visible } from '../visible.js'
import { partIn } from './json-in.js'
import { type DiffLine, jsonLines } from './json-lines.js'
import { shortened, whole } from './shortened.js'

/** A stretch of a text; `changed` where the other text has something else. */
export interface Part {
  readonly text: string
  readonly changed: boolean
}

/** How what came differs from what was wanted. All text is fit to be shown, and of bounded length. */
export type Comparison =
  | { readonly kind: 'texts'; readonly wanted: readonly Part[]; readonly got: readonly Part[] }
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }

/** Of what is longer the beginnings are compared. */
const LONGEST = 20_000
/** Texts that differ in more places than this differ as a whole. */
const EDITS = 1000
/** Less in common than this, and marks would only confuse. */
const ALIKE = 0.5
/** Unchanged characters around a change. */
const NEAR = 60
/** What a value is, in front of what was wanted of it: `JSON at [0].text: `. */
const LABEL = /^(?:JSON|event)(?: at \S+)?: /

/** Compares two texts: by lines where both hold a long JSON object or list, else by words or characters. */
export const compare = (wanted: string, got: string): Comparison => compareBegun(begun(wanted), begun(got))

const begun = (text: string) =>
  text.length <= LONGEST ? text : `${whole(text.slice(0, LONGEST))}… (${text.length} characters)`

function compareBegun(wanted: string, got: string): Comparison {
  const part = partIn(got)
  const label = part ? (LABEL.exec(wanted)?.[0] ?? '') : ''
  const [a, b] = [wanted.slice(label.length), part?.text ?? got]
  const lines = jsonLines(a, b)
  if (lines) return { kind: 'lines', lines: [...context(label), ...lines, ...context(part?.after)] }
  const [first, second] = mark(visible(a), visible(b))
  return {
    kind: 'texts',
    wanted: [unchanged(label), ...first].filter(isSomething).flatMap(elide),
    got: [...second, unchanged(part?.after)].filter(isSomething).flatMap(elide),
  }
}

const unchanged = (text = ''): Part => ({ text: visible(text), changed: false })

const isSomething = ({ text }: Part) => text !== ''

const context = (text = ''): DiffLine[] => (text === '' ? [] : [{ sign: ' ', text: shortened(text.trim()) }])

function mark(wanted: string, got: string): [Part[], Part[]] {
  for (const diff of [diffWordsWithSpace, diffChars]) {
    const changes = diff(wanted, got, { maxEditLength: EDITS })
    if (!changes) continue
    const same = changes.filter(({ added, removed }) => !added && !removed)
    const common = same.reduce((sum, { value }) => sum + value.length, 0)
    if (common * 2 < ALIKE * (wanted.length + got.length)) continue
    const without = (other: 'added' | 'removed') =>
      changes
        .filter((change) => !change[other])
        .map(({ value, added, removed }) => ({ text: value, changed: added || removed }))
    return [without('added'), without('removed')]
  }
  return [[unchanged(wanted)], [unchanged(got)]]
}

/** Leaves out what is far from any change, and the end of what is long. */
function elide(part: Part, index: number, all: readonly Part[]): Part[] {
  const { text, changed } = part
  if (changed || all.every((one) => !one.changed)) return [{ text: shortened(text), changed }]
  const head = index === 0 ? 0 : NEAR
  const tail = index === all.length - 1 ? 0 : NEAR
  if (text.length <= head + tail + NEAR) return [part]
  return [{ text: `${whole(text.slice(0, head))}…${whole(text.slice(text.length - tail))}`, changed }]
}
