import {
  type ArgumentsOf,
  type DownloadVerb,
  type PlainVerb,
  rowOf,
  type UploadVerb,
  type Verb,
  verbNames,
} from '../protocol/verbs.js'
import type { Download } from './download.js'
import type { RequestOptions } from './exchange.js'
import type { Success } from './success.js'
import type { Source, UploadOptions } from './upload.js'

/** The three ways to ask, which the methods call. */
export interface Requests {
  request<V extends PlainVerb>(verb: V, args: ArgumentsOf<V>, options?: RequestOptions): Promise<Success<V>>
  upload<V extends UploadVerb>(
    verb: V,
    args: ArgumentsOf<V>,
    source: Source,
    options?: UploadOptions,
  ): Promise<Success<V>>
  download<V extends DownloadVerb>(
    verb: V,
    args: ArgumentsOf<V>,
    options?: RequestOptions,
  ): Promise<Download<V>>
}

/** One method a verb: `client.chatPrivateSend({name, message})`; a verb without arguments takes the options alone. */
export type VerbMethods = { [V in Verb as MethodName<V>]: VerbMethod<V> }

type VerbMethod<V extends Verb> = V extends UploadVerb
  ? (args: ArgumentsOf<V>, source: Source, options?: UploadOptions) => Promise<Success<V>>
  : V extends DownloadVerb
    ? (args: ArgumentsOf<V>, options?: RequestOptions) => Promise<Download<V>>
    : keyof ArgumentsOf<V> extends never
      ? (options?: RequestOptions) => Promise<Success<V>>
      : (args: ArgumentsOf<V>, options?: RequestOptions) => Promise<Success<V>>

/** `CHAT-PRIVATE-SEND` → `chatPrivateSend` */
export type MethodName<S extends string> = Uncapitalize<Pascal<S>>

type Pascal<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Pascal<Head>}${Pascal<Tail>}`
  : Capitalize<Lowercase<S>>

/** The methods, to be put on the prototype of a class that has the three ways to ask. */
export const verbMethods = Object.fromEntries(verbNames.map((verb) => [methodName(verb), method(verb)]))

function methodName(verb: Verb): string {
  return verb.toLowerCase().replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

function method(verb: Verb) {
  const { arguments: args, bytes } = rowOf(verb)
  const way = bytes ?? 'request'
  const leading = args.length === 0 ? [{}] : []
  return function (this: Record<typeof way, (...given: unknown[]) => unknown>, ...given: unknown[]) {
    return this[way](verb, ...leading, ...given)
  }
}
