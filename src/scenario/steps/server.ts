import { z } from 'zod'
import { strict } from '../strict.js'
import { stepKind } from './step.js'

const actions = ['start', 'stop', 'kill', 'restart'] as const

/** What may be done to a server. */
export type ServerAction = (typeof actions)[number]

export const server = stepKind({
  key: 'server',
  summary:
    'Starts, stops, kills or restarts the server of the case, which has it to itself; the data stay, the connections do not',
  example: 'server: kill',
  schema: strict({ server: z.enum(actions, { error: `expected one of ${actions.join(', ')}` }) }),
  run: ({ server }, context) => context.control(server),
})
