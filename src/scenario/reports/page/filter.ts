/** Which cases are shown: of these outcomes and levels (none named: of any), of this clause, with all these words. */
export interface Filter {
  readonly outcome: readonly string[]
  readonly level: readonly string[]
  readonly clause: string
  readonly words: string
}

/** A case as far as filters look at it. */
export interface Filtered {
  readonly outcome: string
  readonly level: string
  readonly clauses: readonly string[]
  readonly text: string
}

/** Reads a filter out of a page's address (`#outcome=fail&level=must&clause=CHAT-3&q=inbox`). */
export function readFilter(hash: string): Filter {
  const told = new URLSearchParams(hash.replace(/^#/, ''))
  return {
    outcome: told.getAll('outcome'),
    level: told.getAll('level'),
    clause: told.get('clause') ?? '',
    words: told.get('q') ?? '',
  }
}

/** The filter, and the case that is open, as part of a page's address. */
export function writeFilter({ outcome, level, clause, words }: Filter, open: string): string {
  const told = new URLSearchParams()
  for (const one of outcome) told.append('outcome', one)
  for (const one of level) told.append('level', one)
  if (clause !== '') told.set('clause', clause)
  if (words !== '') told.set('q', words)
  if (open !== '') told.set('case', open)
  return `#${told}`
}

export function matches({ outcome, level, clause, words }: Filter, one: Filtered): boolean {
  return (
    (outcome.length === 0 || outcome.includes(one.outcome)) &&
    (level.length === 0 || level.includes(one.level)) &&
    (clause === '' || one.clauses.includes(clause)) &&
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => one.text.includes(word))
  )
}
