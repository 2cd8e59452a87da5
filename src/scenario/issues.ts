import type { z } from 'zod'
import type { Path, Problem, Source } from './source.js'

/** Says what a schema found wrong, each with its place in the file. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], source: Source, above: Path = []): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path.filter((key) => typeof key !== 'symbol')]
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
      case 'invalid_type':
        if (isMissing(issue, source, path))
          return [source.problem(path.slice(0, -1), `${path.at(-1)} is missing`)]
        return [source.problem(path, plain(issue.message))]
      default:
        return [source.problem(path, plain(issue.message))]
    }
  })
}

/** The branch of a union that a person meant: the only one that does not fail at its root already. */
function branchMeant(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const meant = branches.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  )
  return meant.length === 1 ? meant[0] : undefined
}

function isMissing(issue: z.core.$ZodIssue, source: Source, path: Path): boolean {
  let value = source.value
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key]
  return value === undefined && issue.path.length > 0
}

const plain = (message: string) => message.replace(/^Invalid input: /, '')
