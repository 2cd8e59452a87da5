import type { Accounts } from './accounts.js'
import { Actor, type Stage } from './actor.js'
import { enact, orRefused } from './exchange.js'
import { Failure } from './failure.js'
import type { Received } from './matcher.js'
import type { Exchange, Facts } from './profile.js'
import { Transcript } from './transcript.js'

/** How long all of it may take, in milliseconds. */
const BOUND = 5000

const GREETING = 'waiting for the greeting'

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
  const transcript = new Transcript(profile)
  const actor = new Actor('preflight', { ...place, transcript })
  const deadline = performance.now() + BOUND * timeScale
  const account = accounts.make('preflight')
  transcript.hide(account.password)
  let phase = 'connecting'

  const ask = async (exchange: Exchange): Promise<Received> => {
    const { last } = await enact(actor, orRefused(exchange), deadline)
    if (last.line === null) throw new Failure('fail', 'the server ended the connection')
    if (last.reading.kind === 'other') {
      throw new Failure('fail', `no reply of this protocol: ${JSON.stringify(clip(last.line))}`)
    }
    return last
  }

  const connect = async () => {
    phase = 'connecting'
    await actor.connect(deadline)
    phase = GREETING
    if (profile.greets && (await actor.receive(deadline)).line === null) {
      throw new Failure('fail', 'the server ended the connection')
    }
  }

  try {
    await connect()
    phase = 'asking what the server is'
    const facts = profile.facts(profile.probe && (await ask(profile.probe)).reading)
    // Each on a connection of its own, since a server may well log in whom it registers.
    for (const exchange of [profile.register?.(account), profile.login(account)]) {
      if (!exchange) continue
      await connect()
      phase = 'registering an account and logging in'
      const { line, reading } = await ask(exchange)
      if (reading.kind === 'fail') throw new Failure('fail', clip(line!))
    }
    return facts
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // What answers in another protocol was reached.
    const outcome = error.outcome === 'fail' && !error.detail.unanswered ? 'error' : 'unreachable'
    const own = `${actor.name} cannot connect: `
    const words = error.message.startsWith(own)
      ? error.message.slice(own.length)
      : `${phase}: ${error.message}`
    const isSilent = phase === GREETING && place.server.protocol === 'tcp:'
    const reason = isSilent ? `${words}; if it speaks TLS, its address begins with tls://` : words
    return { outcome, reason: transcript.mask(reason) }
  } finally {
    actor.dispose()
  }
}

const clip = (line: string) => line.slice(0, 200)
