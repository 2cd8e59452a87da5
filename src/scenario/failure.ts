import { type PlacedStep, pathIn } from './scenario.js'
import type { Path, Source } from './source.js'

interface Detail {
  /** Where in the file, below the step. */
  readonly path?: Path
  /** The file, where it is one of macros. */
  readonly source?: Source
  /** Where the scenario calls the macro. */
  readonly calledAt?: Path
  readonly wanted?: string
  readonly got?: string
  /** A deadline passed, or no connection was made: ten such cases in a row end a run. */
  readonly unanswered?: boolean
}

/**
 * Why a case ends early. `fail`: the server broke the rule. `error`: the connection or the harness broke, which says
 * nothing about the rule. `skip`: the rule cannot be judged on this server.
 */
export class Failure extends Error {
  override readonly name = 'Failure'

  constructor(
    readonly outcome: 'fail' | 'error' | 'skip',
    message: string,
    readonly detail: Detail = {},
  ) {
    super(message)
  }

  /** The same failure, told from further out: `path` goes before the path that it has. */
  under(path: Path): Failure {
    return new Failure(this.outcome, this.message, {
      ...this.detail,
      path: [...path, ...(this.detail.path ?? [])],
    })
  }

  /** The same failure, with the place of the step that it happened in. */
  at(step: PlacedStep): Failure {
    const { source, calledAt } = step
    return new Failure(this.outcome, this.message, {
      ...this.detail,
      ...{ path: pathIn(step, this.detail.path ?? []), source },
      ...(calledAt && { calledAt }),
    })
  }

  /** A broken rule where the rule is not what is being looked at. */
  asError(before = ''): Failure {
    return this.outcome === 'fail' ? new Failure('error', `${before}${this.message}`, this.detail) : this
  }
}
