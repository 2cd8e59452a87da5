import type { Refusal } from '../protocol/refusals.js'
import { rowOf, type Verb, verbNames } from '../protocol/verbs.js'
import type { Context } from './context.js'
import { handlers } from './handlers/index.js'
import type { FileFacts } from './store/store.js'

/** A handler as it is called: what the types of the table ensure, seen from all verbs at once. */
export type AnyHandler =
  | { readonly kind: 'plain'; run(context: Context, args: unknown): unknown }
  | ({ readonly kind: 'slow' } & SlowHandler)
  | ({ readonly kind: 'upload' } & UploadHandler)
  | { readonly kind: 'download'; run(context: Context, args: unknown): FileFacts | Refusal }

export interface SlowHandler {
  prepare(context: Context, args: unknown): Promise<unknown>
  run(context: Context, args: unknown, prepared: unknown): unknown
}

export interface UploadHandler {
  admit(context: Context, args: unknown): Refusal | undefined
  run(context: Context, args: unknown, file: FileFacts): unknown
}

/** What a FILE-SEND-* names beside its recipient. */
export interface UploadArguments {
  readonly path: string
  readonly size: number
}

const kinds = Object.fromEntries(verbNames.map((verb) => [verb, kindOf(verb)])) as Record<Verb, AnyHandler>

/** The handler of a verb, and the way it wants to be called. */
export const handlerOf = (verb: Verb): AnyHandler => kinds[verb]

function kindOf(verb: Verb): AnyHandler {
  const handler = handlers[verb] as unknown
  if (typeof handler === 'function') {
    const run = handler as (context: Context, args: unknown) => never
    return { kind: rowOf(verb).bytes === 'download' ? 'download' : 'plain', run }
  }
  const object = handler as SlowHandler | UploadHandler
  return 'prepare' in object ? { kind: 'slow', ...object } : { kind: 'upload', ...object }
}
