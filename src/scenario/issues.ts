import type { z } from 'zod'
import type { Path, Problem, Source } from './source.js'

/** Says what a schema found wrong, each with its place in the file. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], source: Source, above: Path = []): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path.filter((key) => typeof key !== 'symbol')]
    if (isMissing(issue, source, path)) {
      return source.problem(path.slice(0, -1), `${path.at(-1)} is missing`)
    }
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => source.keyProblem([...path, key], `${key}: ${issue.message}`))
      case 'invalid_key':
        return [source.keyProblem(path, issue.issues[0]?.message ?? issue.message)]
      case 'invalid_union': {
        const meant = branchMeant(issue.errors)
        return meant ? problemsOf(meant, source, path) : [source.problem(path, issue.message)]
      }
      case 'custom':
        return issue.params?.ofKey
          ? [source.keyProblem(path, issue.message)]
          : [source.problem(path, issue.message)]
      default:
        return [source.problem(path, plain(issue.message))]
    }
  })
}

type Issues = readonly z.core.$ZodIssue[]

/** The branch of a union that a person meant: the only one that does not fail at its root already. */
function branchMeant(branches: readonly Issues[]): Issues | undefined {
  const open = branches.filter((issues) => !issues.some(isOfType))
  const meant = open.length > 1 ? open.filter((issues) => !issues.some(isOfNoBranch)) : open
  return meant.length === 1 ? meant[0] : undefined
}

const isOfType = ({ code, path }: z.core.$ZodIssue) => code === 'invalid_type' && path.length === 0

/** Whether a value is of another type than all that a union is made of, or is another value. */
function isOfNoBranch(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'invalid_union') return issue.errors.every((issues) => issues.some(isOfNoBranch))
  return issue.code === 'invalid_type' || issue.code === 'invalid_value'
}

function isMissing(issue: z.core.$ZodIssue, source: Source, path: Path): boolean {
  if (issue.code === 'unrecognized_keys' || issue.code === 'custom') return false
  let value = source.value
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key]
  return value === undefined && issue.path.length > 0
}

/** What the schema library calls its types. */
const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
  undefined: 'nothing',
}

const plain = (message: string) =>
  message
    .replace(/^Invalid input: /, '')
    .replace(
      /^expected (\w+), received (\w+)$/,
      (_, wanted, got) => `expected ${words[wanted] ?? wanted}, not ${words[got] ?? got}`,
    )
