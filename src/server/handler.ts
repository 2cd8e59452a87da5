import type { Refusal } from '../protocol/refusals.js'
import type { ArgumentsOf, DownloadVerb, UploadVerb, ValueOf, Verb } from '../protocol/verbs.js'
import type { ContextOf } from './context.js'
import type { FileFacts } from './store/store.js'

/** What a handler answers: the row's value, human text where the row has none, or a refusal. */
export type Answer<V extends Verb> = (undefined extends ValueOf<V> ? string : ValueOf<V>) | Refusal

/**
 * Answers a request inside the turn's transaction: it reads and writes the store, and nothing it does takes effect if
 * the transaction does not. What it throws is a bug. The gate has seen to the session, the arguments and
 * `already-authorized`.
 */
export type Handler<V extends Verb> = (context: ContextOf<V>, args: ArgumentsOf<V>) => Answer<V>

/**
 * A handler whose slow work comes before the turn. `prepare` sees what is committed and may wait; what it found may
 * have changed when `run` gets it.
 */
export interface SlowHandler<V extends Verb, P> {
  prepare(context: ContextOf<V>, args: ArgumentsOf<V>): Promise<P | Refusal>
  run(context: ContextOf<V>, args: ArgumentsOf<V>, prepared: P): Answer<V>
}

/** FILE-SEND-*: `admit` decides whether the bytes may come, `run` what becomes of them once they are on the disk. */
export interface UploadHandler<V extends UploadVerb> {
  admit(context: ContextOf<V>, args: ArgumentsOf<V>): Refusal | undefined
  run(context: ContextOf<V>, args: ArgumentsOf<V>, file: FileFacts): Answer<V>
}

/** FILE-GET-*: finds the file whose bytes go out behind the reply. */
export type DownloadHandler<V extends DownloadVerb> = (
  context: ContextOf<V>,
  args: ArgumentsOf<V>,
) => FileFacts | Refusal
