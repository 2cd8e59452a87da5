import type { Actor } from './actor.js'
import { Failure } from './failure.js'
import type { Received } from './matcher.js'
import type { Exchange } from './profile.js'

/** What an exchange brought: the line that ended it, or the end of the connection, and what came before. */
interface Enacted {
  readonly last: Received
  readonly before: readonly Received[]
}

/**
 * Sends the lines of an exchange and takes what comes up to its end, or the connection's. Throws a Failure where that
 * does not come by the deadline, however much else does.
 */
export async function enact(actor: Actor, { lines, ends }: Exchange, deadline: number): Promise<Enacted> {
  for (const line of lines) await actor.sendLine(line, deadline)
  const before: Received[] = []
  for (;;) {
    const last = await actor.receive(deadline)
    if (last.line === null || ends(last.reading, last.line)) return { last, before }
    before.push(last)
    if (performance.now() > deadline)
      throw new Failure('fail', `${actor.name} received no reply for what else came`)
  }
}

/** The same exchange, ended by a refusal too, and by what is no line of the protocol. */
export const orRefused = ({ lines, ends }: Exchange): Exchange => ({
  lines,
  ends: (reading, line) => reading.kind === 'fail' || reading.kind === 'other' || ends(reading, line),
})
