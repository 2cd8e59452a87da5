import { z } from 'zod'
import { isClause } from '../../protocol/clauses.js'
import { pyChat } from '../py-chat-profile.js'
import { groupNames } from '../regex.js'
import { line, strict, version } from '../strict.js'
import { references } from '../template.js'
import { addressOf } from './address.js'
import { agreesOnPort, refersToPort, startSchema } from './start-schema.js'
import { lineToSend, okOrPattern, pattern, template } from './texts.js'

const word = z.string().regex(/^[a-z][a-z0-9.-]*$/, 'expected a word such as my-server')

const no = z
  .boolean()
  .refine((value) => !value, 'expected false, or a map')
  .meta({ const: false })
  .transform(() => false as const)

const requests = z
  .union([lineToSend('name', 'password'), z.array(lineToSend('name', 'password')).min(1)], {
    error: 'expected a line or a list of lines',
  })
  .transform((lines) => [lines].flat())

const exchange = strict({
  send: requests.describe(`the lines; \${name} and \${password} are the account's`),
  until: okOrPattern('name', 'password').describe(
    'what ends it: ok, which is a success for each line, or a /re/ for the last line that comes',
  ),
})

const barrier = strict({
  send: lineToSend().describe('the request'),
  reply: okOrPattern().describe('its reply: ok or a /re/'),
})

const accountName = template('actor', 'run', 'number').refine(
  (name) => references(name).includes('number'),
  `two accounts would have this name: put \${number} into it`,
)

const patterns = z.array(pattern(), { error: 'expected a list of /re/' }).default([])

const replies = strict({
  noise: patterns.describe('lines that scenarios never see'),
  event: patterns.describe('lines that answer nothing'),
  fail: patterns.describe('refusals; a group code is the code'),
  ok: patterns.describe('successes'),
})

/** How lines are read: the kinds are tried in this order, and so are the patterns of a kind. */
export type Replies = z.infer<typeof replies>

const knownFailure = strict({
  id: line.describe("a scenario's id, or a case's"),
  clause: line.describe('the clause that is broken'),
  reason: line.describe('why, in words'),
})

/** A profile file. Its keys are docs/profiles.md's. */
export const profileSchema = strict({
  pychat: version.describe('the version of the format'),
  profile: word.describe('its name, one word'),
  title: line.optional().describe('which server it is about, one line'),
  protocol: word.default(pyChat.protocol).describe('what the server speaks, py-chat unless given'),
  server: template('port')
    .refine((text) => addressOf(text, 1) !== undefined, 'expected an address such as tcp://localhost:8000')
    .optional()
    .describe(`where it listens; tcp://127.0.0.1:\${port} where it is started`),
  start: startSchema.optional().describe('how it is started'),
  greeting: z.boolean().optional().describe('whether it sends a line first'),
  end: z.enum(['lf', 'crlf']).default('lf').describe('how our lines end'),
  account: strict({ name: accountName.describe(`made of \${actor}, \${run} and \${number}`) })
    .optional()
    .describe('how accounts are named'),
  register: z
    .union([no, exchange])
    .optional()
    .describe('how an account is made, on a connection of its own; false: it needs no making'),
  login: exchange.optional().describe('how a session is opened'),
  barrier: z
    .union([no, barrier])
    .optional()
    .describe('a request that changes nothing and is answered after the effects of all before it'),
  safe: z.array(line).optional().describe('keywords of requests that poll may repeat'),
  probe: no.optional().describe('false: the server is not asked what it can'),
  capabilities: z.array(line).optional().describe('what needs may ask for'),
  limits: z
    .record(z.string().regex(/^\w+$/, 'expected a word'), z.int().min(0))
    .default({})
    .describe(`numbers for \${limits.…}`),
  replies: replies.prefault({}).describe('how its lines are read'),
  mask: z
    .array(pattern().refine((text) => groupNames(text).length > 0, 'a named group says what is masked'))
    .default([])
    .describe('lines with secrets, which are what named groups take'),
  known: z.array(knownFailure).default([]).describe('rules that it is known to break'),
}).superRefine((profile, context) => {
  for (const [path, message] of contradictions(profile)) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
})

/** A profile as its file says it. */
export type ProfileFile = z.infer<typeof profileSchema>

/** The JSON Schema (2020-12) of profile files, for editors. */
export function profileJsonSchema(): object {
  const schema = z.toJSONSchema(profileSchema, { io: 'input' })
  return { title: 'A profile of a server, of pychat', ...schema }
}

/** What no key is to blame for alone, and where it is put right. */
function* contradictions(profile: ProfileFile): Generator<[readonly (string | number)[], string]> {
  const { protocol, server, start, account, known } = profile
  if (protocol === pyChat.protocol) {
    for (const [i, { clause }] of known.entries()) {
      if (!isClause(clause)) yield [['known', i, 'clause'], 'expected the id of a clause, such as CHAT-1']
    }
  } else {
    const needed = { login: profile.login, replies: Object.values(profile.replies).flat()[0] }
    for (const [key, value] of Object.entries(needed)) {
      if (value === undefined) yield [['protocol'], `nothing is known here of ${protocol}: ${key} is missing`]
    }
  }
  if (start) {
    const isFixed = server !== undefined && !refersToPort(server)
    if (isFixed || agreesOnPort(start)) return
    yield [['start', 'command'], `nothing tells the server its port: put \${port} into command, env or files`]
  } else {
    if (server !== undefined && refersToPort(server)) yield [['server'], `\${port} is chosen only with start`]
    // A server that was not started for the run still has the accounts of earlier ones.
    if (account && !references(account.name).includes('run')) {
      yield [['account', 'name'], `another run would make the same name: put \${run} into it`]
    }
  }
}
