import { ChatError } from '../client/chat-error.js'
import type { Client } from '../client/client.js'
import type { Success } from '../client/success.js'
import { type Conversation, requestFor } from './conversation.js'
import { DryRunEnd } from './dry-run.js'
import { CliError } from './errors.js'
import { pipeline } from './pipeline.js'

/** A message to be sent, and which line of stdin it comes from. */
export interface Message {
  readonly text: string
  readonly line?: number | undefined
}

interface Options {
  readonly who: Conversation
  /** To be sent in this order. */
  readonly messages: AsyncIterable<Message>
  /** Makes `messages` end. */
  readonly stop: () => void
  readonly signal: AbortSignal
  /** Is told of each that was sent, in order. */
  readonly sent: (success: Success<'CHAT-PRIVATE-SEND'>) => Promise<void> | undefined
}

type Outcome = { message: Message; success?: Success<'CHAT-PRIVATE-SEND'>; error?: ChatError }

/** How many messages may be on their way: enough to fill the wire, few enough to stop soon. */
const WINDOW = 64

/**
 * Sends messages over one connection without waiting for each reply, and stops at the first that fails: what was on
 * its way by then may have arrived all the same, and the error counts it. Resolves with their number.
 */
export async function sendMessages(
  client: Client,
  { who, messages, stop, signal, sent }: Options,
): Promise<number> {
  let count = 0
  let behind = 0
  let unknown = 0
  let failed: Outcome | undefined
  const start = async (message: Message): Promise<Outcome> => {
    const { verb, args } = requestFor('CHAT-PRIVATE-SEND', who, { message: message.text })
    try {
      return { message, success: await client.request(verb, args) }
    } catch (error) {
      if (error instanceof DryRunEnd) return { message }
      if (!(error instanceof ChatError)) throw error
      return { message, error }
    }
  }
  const finish = async (outcome: Outcome) => {
    const { success, error } = outcome
    if (success) {
      count++
      if (failed) behind++
      await sent(success)
    }
    if (error && !error.definite) unknown++
    if (error) failed ??= outcome
    return failed === undefined
  }
  const sum = () => ({ count, behind, unknown })
  try {
    await pipeline(messages, { window: WINDOW, start, finish, stop, signal })
  } catch (error) {
    if (!(error instanceof CliError || error instanceof ChatError)) throw error
    throw stopped(error, sum())
  }
  if (failed?.error) throw stopped(failed.error, sum(), failed.message.line)
  return count
}

function stopped(
  cause: CliError | ChatError,
  { count, behind, unknown }: { count: number; behind: number; unknown: number },
  line?: number,
): CliError {
  const { code, message } = cause
  const hint = cause instanceof CliError ? cause.hint : undefined
  const facts = [
    `${count} ${count === 1 ? 'message was' : 'messages were'} sent`,
    ...(behind > 0 ? [`${behind} of them from behind it`] : []),
    ...(unknown > 0 ? [`${unknown} may have been`] : []),
  ]
  const words = `${line === undefined ? '' : `line ${line} of stdin: `}${message} (${facts.join(', ')})`
  return new CliError(code, words, { hint, definite: cause.definite && count + unknown === 0, cause })
}
