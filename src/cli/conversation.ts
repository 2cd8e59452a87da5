import { string } from '@oclif/core/flags'
import type { ArgumentsOf } from '../protocol/verbs.js'
import { decodeArguments } from './args.js'
import { completing } from './completion/completes.js'
import { UsageError } from './errors.js'

/** Who a chat or file command is about: a user by name, or a group by code. */
export interface Conversation {
  readonly isGroup: boolean
  readonly name: string
}

/** `-g CODE` makes it a group; the user's operand is then left out. */
export const groupFlag = completing(
  'group',
  string({ char: 'g', description: 'a group, by its code, in place of the user', helpValue: '<code>' }),
)

/**
 * Reads a command's operands, of which the first names the user unless a group is given. `names` are all of them as
 * the help writes them, the last `optional` of which may be left out. Throws a UsageError.
 */
export function readOperands(
  operands: readonly string[],
  group: string | undefined,
  names: readonly string[],
  optional = 0,
): { who: Conversation; rest: readonly string[] } {
  const wanted = group === undefined ? names : names.slice(1)
  if (operands.length < wanted.length - optional) {
    throw new UsageError(`${wanted.slice(operands.length).join(' and ')} missing`)
  }
  if (operands.length > wanted.length)
    throw new UsageError(`--group stands in place of ${names[0]}: leave it out`)
  const [name = '', ...rest] = operands
  return group === undefined
    ? { who: { isGroup: false, name }, rest }
    : { who: { isGroup: true, name: group }, rest: operands }
}

const groupForms = {
  'CHAT-PRIVATE-SEND': 'CHAT-GROUP-SEND',
  'CHAT-PRIVATE-GET': 'CHAT-GROUP-GET',
  'CHAT-PRIVATE-HISTORY': 'CHAT-GROUP-HISTORY',
  'FILE-SEND-PRIVATE': 'FILE-SEND-GROUP',
  'FILE-GET-PRIVATE': 'FILE-GET-GROUP',
} as const

/**
 * The request for a conversation: of a verb's two forms, which differ in their first argument alone, the one for a
 * user or for a group; typed as the former. Throws a UsageError where a word has not the form of its argument.
 */
export function requestFor<V extends keyof typeof groupForms>(
  verb: V,
  { isGroup, name }: Conversation,
  rest: Readonly<Record<string, string>> = {},
): { verb: V; args: ArgumentsOf<V> } {
  const form = isGroup ? (groupForms[verb] as unknown as V) : verb
  return { verb: form, args: decodeArguments(form, { [isGroup ? 'code' : 'name']: name, ...rest }) }
}
