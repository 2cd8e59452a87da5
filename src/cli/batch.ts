import { ChatError, type FailureCode, failures } from '../client/chat-error.js'
import type { Client } from '../client/client.js'
import type { Reply } from '../client/exchange.js'
import { type BatchRequest, readBatchRequest } from './batch-request.js'
import { DryRunEnd } from './dry-run.js'
import { handsOut } from './elsewhere.js'
import { CliError } from './errors.js'
import type { Output } from './output.js'
import { pipeline } from './pipeline.js'
import { settle } from './session.js'
import { BadText } from './stdin.js'

/** The result of one request as it is written. */
type BatchResult = { readonly id?: unknown } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } }
)

interface Outcome extends BatchRequest {
  readonly reply?: Reply
  readonly error?: ChatError | CliError
}

/** How many requests may be unanswered or their results unwritten. */
const WINDOW = 256

interface Options {
  readonly input: AsyncIterable<string | BadText>
  readonly out: Pick<Output, 'json' | 'delivered'>
  /** Makes the input end. */
  readonly stop: () => void
  readonly signal?: AbortSignal
}

/** How many requests there were, how many of them failed, and why the connection was lost, if it was. */
export interface BatchSum {
  readonly count: number
  readonly failed: number
  readonly lost: ChatError | undefined
}

/**
 * Asks for each line of `input` and writes each result as a line, in order. Nothing is sent behind a GET until its
 * result was delivered, since that would settle it (CHAT-3). A request that fails does not end the batch; where the
 * connection is lost, the lines that are left get an error each. Throws an OutputError where results cannot be
 * written: what was handed out last stays unread.
 */
export async function runBatch(client: Client, { input, out, stop, signal }: Options): Promise<BatchSum> {
  let count = 0
  let failed = 0
  let lost: ChatError | undefined
  let isUnsettled = false

  const start = async (one: BatchRequest): Promise<Outcome> => {
    if (one.request instanceof Error) return { ...one, error: asKnown(one.request) }
    isUnsettled = false
    try {
      return { ...one, reply: await client.send(one.request.line) }
    } catch (error) {
      return error instanceof DryRunEnd ? one : { ...one, error: asKnown(error) }
    }
  }
  const finish = async (outcome: Outcome): Promise<boolean> => {
    const { reply, error } = outcome
    count++
    if (error) {
      failed++
      if (error instanceof ChatError && isLoss(error)) lost ??= error
      await out.json(failure(outcome, error))
    } else if (reply) {
      await out.json(success(outcome, reply))
      if (isBarrier(outcome)) {
        await out.delivered()
        isUnsettled = true
      }
    }
    return true
  }
  await pipeline(requests(input), { window: WINDOW, start, finish, isBarrier, stop, signal })
  if (isUnsettled && !lost) await settle(client)
  return { count, failed, lost }
}

async function* requests(input: AsyncIterable<string | BadText>): AsyncGenerator<BatchRequest> {
  for await (const text of input) {
    if (text instanceof BadText || text.trim() !== '') yield readBatchRequest(text)
  }
}

const isBarrier = ({ request }: BatchRequest) => !(request instanceof Error) && handsOut(request.verb)

const success = ({ id }: Outcome, { value, text }: Reply): BatchResult => ({
  ...(id !== undefined && { id }),
  ok: true,
  value: value === undefined ? { text } : value,
})

const failure = ({ id }: Outcome, { code, message, definite }: ChatError | CliError): BatchResult => ({
  ...(id !== undefined && { id }),
  ok: false,
  error: { code, message: definite && code in failures ? `not sent: ${message}` : message },
})

/** Whether an error is the connection's and not the request's. */
const isLoss = ({ code }: ChatError) => code in failures && code !== ('refused' satisfies FailureCode)

function asKnown(error: unknown): ChatError | CliError {
  if (error instanceof ChatError || error instanceof CliError) return error
  throw error
}
