import { keepsAnswer } from '../../protocol/keeps-answer.js'
import { rowOf, type Verb, verbNames } from '../../protocol/verbs.js'

/** A verb's way in over HTTP, read off its row. */
export interface Route {
  readonly verb: Verb
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As the row has it: `/users/{name}/messages`. */
  readonly path: string
  /** The status of success. */
  readonly status: 200 | 201 | 204
  /** Whether an Idempotency-Key has its answer kept. */
  readonly keepsAnswer: boolean
}

/** The last segments of paths that make nothing; all others that are posted to name what is made. */
const ACTIONS = /\/(fetch|join|exit)$/

/** The routes of all verbs, in the table's order. */
export const routes: readonly Route[] = verbNames.map(routeOf)

/** How Fastify writes a path: `/users/:name/messages`. */
export const patternOf = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

/** The names of the parameters in a path. */
export const parametersOf = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)

/** Whether the arguments that are not in the path stand in the query: there is no body, or it is a file. */
export const readsQuery = ({ verb, method }: Route): boolean =>
  method === 'GET' || rowOf(verb).bytes === 'upload'

function routeOf(verb: Verb): Route {
  const row = rowOf(verb)
  const [method, path] = row.http.split(' ') as [Route['method'], string]
  return {
    verb,
    method,
    path,
    status: statusOf(verb, method, path),
    keepsAnswer: keepsAnswer(verb),
  }
}

function statusOf(verb: Verb, method: string, path: string): Route['status'] {
  // It answers with a stream.
  if (verb === 'NOTIF-LISTEN') return 200
  if (rowOf(verb).value === undefined) return 204
  return method === 'POST' && !ACTIONS.test(path) ? 201 : 200
}
