/** What may stand at the end of a line, from an index on. */
export interface Candidates {
  readonly from: number
  readonly words: readonly string[]
}

/** What Tab makes of a line, and what could stand there where it is not settled. */
export interface Completion {
  readonly line: string
  readonly options: readonly string[]
}

/** Completes the end of a line as far as the candidates agree; a settled word gets its space, a folder does not. */
export function complete(line: string, { from, words }: Candidates): Completion {
  const typed = line.slice(from)
  const options = [...new Set(words)].filter((word) => word.startsWith(typed))
  const [first, ...others] = options
  if (first === undefined) return { line, options }
  if (others.length > 0) return { line: line.slice(0, from) + common(options), options }
  return { line: line.slice(0, from) + first + (first.endsWith('/') ? '' : ' '), options: [] }
}

/** The words that may stand where a line's last word is. */
export const lastWord = (line: string, words: readonly string[]): Candidates => ({
  from: line.lastIndexOf(' ') + 1,
  words,
})

function common([first = '', ...others]: readonly string[]): string {
  let length = 0
  for (const character of first) {
    const end = length + character.length
    if (!others.every((word) => word.startsWith(first.slice(0, end)))) break
    length = end
  }
  return first.slice(0, length)
}
