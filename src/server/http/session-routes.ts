import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import { inTurn } from '../in-turn.js'
import { DONE } from './call.js'
import { clientAddress } from './client-address.js'
import type { Desk } from './desk.js'
import { send } from './send.js'

/** HTTP-1: a session may end as one does whose connection closes, which revokes nothing (AUTH-4). */
export function sessionRoutes(app: FastifyInstance, desk: Desk): void {
  app.post('/session/close', async (request, reply) => {
    const outcome = await inTurn(desk.turn, () => {
      const caller = desk.identify(request.headers.authorization, clientAddress(request))
      if (caller instanceof Refusal) return caller
      if (!caller.peer.session) return new Refusal('not-authorized')
      desk.leave(caller)
      return DONE
    })
    return send(reply, outcome)
  })
}
