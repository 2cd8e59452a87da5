import { accounts } from './faults/accounts.js'
import { args } from './faults/arguments.js'
import { chat } from './faults/chat.js'
import { checks } from './faults/checks.js'
import { files } from './faults/files.js'
import { groups } from './faults/groups.js'
import { handOuts } from './faults/hand-outs.js'
import { line } from './faults/line.js'
import { notifications } from './faults/notifications.js'
import { reply } from './faults/reply.js'
import { secrets } from './faults/secrets.js'
import { sessions } from './faults/sessions.js'
import type { Mutant } from './mutant.js'

/** Every mutant. The suite must catch each with a scenario that cites the clause which it breaks. */
export const catalogue: readonly Mutant[] = [
  ...line,
  ...args,
  ...reply,
  ...checks,
  ...accounts,
  ...sessions,
  ...secrets,
  ...chat,
  ...handOuts,
  ...groups,
  ...notifications,
  ...files,
]
