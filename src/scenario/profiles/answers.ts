import { ChatError } from '../../client/chat-error.js'
import { openTransport } from '../../client/open-transport.js'
import type { Transport } from '../../client/transport.js'
import { pause } from '../pause.js'

/** How long a try may take, and the farewell after it, in milliseconds. */
const TRY = 1000
const FAREWELL = 100

/** Whether something takes a connection. */
export async function answers(url: URL, signal: AbortSignal): Promise<boolean> {
  let transport: Transport
  try {
    transport = await openTransport(url, { timeout: TRY, signal })
  } catch (error) {
    // Whom nobody trusts is there all the same.
    return error instanceof ChatError && error.code === 'untrusted'
  }
  // A plain server may not survive that its greeting meets a reset.
  transport.end()
  await pause(FAREWELL, signal, drain(transport))
  transport.close()
  return true
}

async function drain({ received }: Transport): Promise<void> {
  for await (const _ of received);
}
