import type { Client } from '../client/client.js'
import { maskRequest } from '../client/mask.js'
import { checkLine, requestLine } from '../client/request-line.js'
import { verbMethods } from '../client/verb-methods.js'
import type { ArgumentsOf, Verb } from '../protocol/verbs.js'
import { logIn, type Target, type Use } from './session.js'

/** Thrown where a reply would be needed to go on. */
export class DryRunEnd extends Error {
  override readonly name = 'DryRunEnd'
}

/** Stands in for a client: notes what would be sent, secrets masked, and answers nothing. */
class DryRun {
  readonly sent: string[] = []
  readonly greeting = Promise.resolve('')
  readonly closed = Promise.resolve()

  async request<V extends Verb>(verb: V, args: ArgumentsOf<V>): Promise<never> {
    return this.#note(requestLine(verb, args, Number.POSITIVE_INFINITY))
  }

  upload = this.request
  download = this.request

  async send(line: string): Promise<never> {
    checkLine(line)
    return this.#note(line)
  }

  events(): never {
    throw new DryRunEnd()
  }

  async close(): Promise<void> {}

  reset(): void {}

  #note(line: string): never {
    this.sent.push(maskRequest(line))
    throw new DryRunEnd()
  }
}

Object.assign(DryRun.prototype, verbMethods)

/** The lines that a login with the secret and then `use` would send before a reply is needed. Connects to nothing. */
export async function dryRun<R>(
  target: Pick<Target, 'secret' | 'origin'>,
  use: Use<R>,
): Promise<readonly string[]> {
  const dry = new DryRun()
  const client = dry as unknown as Client
  const end = (error: unknown) => {
    if (!(error instanceof DryRunEnd)) throw error
  }
  // The login's reply is not waited for, so its end is not the end.
  if (target.secret) await logIn(client, target.secret, target.origin).catch(end)
  await use(client, Promise.resolve(undefined)).catch(end)
  return dry.sent
}
