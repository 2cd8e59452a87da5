import type { preParsingHookHandler } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import { Refused } from './problem.js'

/** Has a body sent, and refuses it where it does not arrive whole in time. `timeout` in milliseconds. */
export function awaitBody(timeout: number): preParsingHookHandler {
  return (request, reply, payload, done) => {
    const { raw } = request
    if (!raw.complete) {
      if (raw.headers.expect !== undefined) reply.raw.writeContinue()
      // Whoever reads the body takes this for the body's own end; the connection itself must live to be answered.
      const timer = setTimeout(() => {
        if (raw.listenerCount('error') > 0) raw.emit('error', new Refused(LATE, 408))
      }, timeout)
      raw.once('close', () => clearTimeout(timer))
    }
    done(null, payload)
  }
}

const LATE = new Refusal('busy', 'the body did not arrive in time')
