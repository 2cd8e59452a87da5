import { fits } from '../protocol/shape.js'
import { rowOf, type ValueOf, type Verb } from '../protocol/verbs.js'
import type { Reply } from './exchange.js'

/** What a verb's `success` said: its words, and its value where they are one (REPLY-4). */
export interface Success<V extends Verb> {
  /** The message as it stood on the line. */
  readonly text: string
  /** Undefined where the verb has no value, or the server says it in another form than the table's. */
  readonly value: ValueOf<V> | undefined
}

/** Reads a `success` by the verb's row. */
export function success<V extends Verb>(verb: V, { text, value }: Reply): Success<V> {
  const shape = rowOf(verb).value
  const isValue: boolean = shape !== undefined && fits(shape, value)
  return { text, value: isValue ? (value as ValueOf<V>) : undefined }
}
