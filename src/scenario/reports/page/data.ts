import type { CaseResult } from '../../result.js'
import type { Entry } from '../../transcript.js'
import { visible } from '../../visible.js'
import type { Gathered } from '../rounds.js'

/** What the page's script draws a case from. All text is fit to be shown. */
export interface PageCase {
  readonly file: string
  /** Where it failed in the file. */
  readonly line?: number
  /** Left out where the run kept none. */
  readonly entries?: readonly PageEntry[]
}

/** When in milliseconds, who, what kind, the text; and whether it is what the case failed over. */
export type PageEntry = readonly [
  at: number,
  actor: string,
  kind: Entry['kind'],
  text: string,
  isFault?: true,
]

/** The data that the page brings along: the cases in the order of its list, and the texts of their files. */
export interface PageData {
  readonly cases: readonly PageCase[]
  readonly files: Readonly<Record<string, string>>
}

/** Characters of transcripts in a page; more would take a browser too long. */
const MOST = 6_000_000

/** Picks what the script needs. Where it would be too much, the transcripts of the last cases are left out. */
export function pageData(cases: readonly Gathered[], scenarios: ReadonlyMap<string, string>): PageData {
  let room = MOST
  const picked = cases.map(({ result }): PageCase => {
    const { failure, transcript } = result
    const file = failure?.file ?? result.file
    room -= (transcript ?? []).reduce((sum, { text }) => sum + text.length, 0)
    return {
      file: visible(file),
      ...(failure && { line: failure.line }),
      ...(transcript && room > 0 && { entries: entriesOf(result, transcript) }),
    }
  })
  const files = [...scenarios].map(([file, text]) => [
    visible(file),
    text.split(/\r?\n/).map(visible).join('\n'),
  ])
  return { cases: picked, files: Object.fromEntries(files) }
}

function entriesOf({ failure }: CaseResult, transcript: readonly Entry[]): PageEntry[] {
  const { got } = failure ?? {}
  const fault = transcript.findLastIndex(
    ({ kind, text }) =>
      kind === 'received' && got !== undefined && (got === text || got.endsWith(`, in ${text}`)),
  )
  return transcript.map(({ at, actor, kind, text }, i) => {
    const entry = [at, visible(actor), kind, visible(text)] as const
    return i === fault ? [...entry, true] : entry
  })
}

/** JSON that can stand in a `<script>`: nothing in it ends the element or begins a comment. */
export const jsonForScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')
