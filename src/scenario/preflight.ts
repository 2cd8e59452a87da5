import type { Accounts } from './accounts.js'
import { Actor, type Stage } from './actor.js'
import { Failure } from './failure.js'
import type { Received } from './matcher.js'
import type { Facts } from './profile.js'
import { Transcript } from './transcript.js'

/** How long all of it may take, in milliseconds. */
const BOUND = 5000

/** Why no case can run. */
interface Refused {
  readonly outcome: 'unreachable' | 'error'
  readonly reason: string
}

/**
 * Makes sure that there is a server which speaks the protocol, before its rules are judged: greeting, facts, register,
 * login. Answers what the server tells about itself.
 */
export async function preflight(
  place: Omit<Stage, 'transcript'> & { readonly accounts: Accounts; readonly timeScale: number },
): Promise<Facts | Refused> {
  const { profile, accounts, timeScale } = place
  const actor = new Actor('preflight', { ...place, transcript: new Transcript(profile) })
  const deadline = performance.now() + BOUND * timeScale
  const account = accounts.make('preflight')
  const ask = async (line: string): Promise<Received> => {
    await actor.sendLine(line, deadline)
    const received = await actor.receive(deadline)
    const { kind } = received.reading
    if (kind !== 'ok' && kind !== 'fail')
      throw new Failure('fail', 'no reply of this protocol', { got: said(received) })
    return received
  }
  try {
    await actor.connect(deadline)
    if (profile.greets) {
      const greeting = await actor.receive(deadline)
      if (greeting.line === null)
        throw new Failure('fail', 'the server ended the connection without a greeting')
    }
    const facts = profile.facts((await ask(profile.probe)).reading)
    for (const [what, line] of [
      ['register an account', profile.register(account)],
      ['log in', profile.login(account)],
    ] as const) {
      const reply = await ask(line)
      if (reply.reading.kind === 'fail') return { outcome: 'error', reason: `cannot ${what}: ${said(reply)}` }
    }
    return facts
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { message, detail } = error
    return {
      outcome: 'unreachable',
      reason: detail.got === undefined ? message : `${message}: ${detail.got}`,
    }
  } finally {
    actor.dispose()
  }
}

const said = ({ line }: Received) => line?.slice(0, 200) ?? 'the end of the connection'
