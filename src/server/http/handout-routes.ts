import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import { inTurn } from '../in-turn.js'
import { DONE } from './call.js'
import { clientAddress } from './client-address.js'
import type { Desk } from './desk.js'
import { toProblem } from './problem.js'
import { send } from './send.js'

/** HTTP-1: what was handed out is settled, or given back, by the id that came with it (CHAT-3). */
export function handoutRoutes(app: FastifyInstance, desk: Desk): void {
  const end = (request: FastifyRequest, how: 'settle' | 'giveBack') =>
    inTurn(desk.turn, () => {
      const caller = desk.identify(request.headers.authorization, clientAddress(request))
      if (caller instanceof Refusal) return caller
      const { peer } = caller
      if (!peer.session) return new Refusal('not-authorized')
      const { id } = request.params as { id: string }
      return desk.handouts[how](id, peer.session.account.id, peer.now)
    })

  for (const [method, url, how] of [
    ['POST', '/handouts/:id/settle', 'settle'],
    ['DELETE', '/handouts/:id', 'giveBack'],
  ] as const) {
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        const ended = await end(request, how)
        if (ended instanceof Refusal) return send(reply, ended)
        if (!ended) return send(reply, toProblem(GONE, 410))
        return send(reply, DONE)
      },
    })
  }
}

const GONE = new Refusal('bad-argument', 'this hand-out is unknown or over: its messages are unread again')
