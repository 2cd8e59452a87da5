import { boolean, custom, string } from '@oclif/core/flags'
import { completing } from './completion/completes.js'
import { DEFAULT_SERVER, variables } from './config.js'
import { UsageError } from './errors.js'

const UNITS = { ms: 1, s: 1000, m: 60_000 } as const
const LONGEST = 24 * 3_600_000

/** A duration such as `500ms`, `10s` or `2m` in milliseconds; throws a UsageError for anything else. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)$/.exec(text) ?? []
  const milliseconds = Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS])
  if (milliseconds > 0 && milliseconds <= LONGEST) return milliseconds
  throw new UsageError(`${text} is no duration: write 500ms, 10s or 2m, at most a day`)
}

/** A flag that takes a duration; its value is in milliseconds. */
export const duration = custom<number>({
  helpValue: '<duration>',
  parse: async (input) => parseDuration(input),
})

/** Of a flag that may be repeated: each takes one value and leaves the words behind it to the arguments. */
export const repeated = { multiple: true, multipleNonGreedy: true } as const

/** What every command takes. */
export const globalFlags = {
  json: boolean({ description: 'Write the result as JSON, errors as JSON on stderr', helpGroup: 'GLOBAL' }),
  'no-input': boolean({ description: 'Never ask a question', helpGroup: 'GLOBAL' }),
}

/** Whom to trust, where the way to the server is encrypted. */
export const trustFlags = {
  ca: string({
    description: `Certificates to trust beside the system's, a PEM file [env: ${variables.ca}]`,
    helpValue: '<file>',
    helpGroup: 'GLOBAL',
  }),
  insecure: boolean({
    description: 'Trust whoever answers, without a look at the certificate',
    helpGroup: 'GLOBAL',
    exclusive: ['ca'],
  }),
}

/** What every command takes that talks to a server. */
export const serverFlags = {
  ...globalFlags,
  profile: completing(
    'profile',
    string({
      description: `The profile to use [env: ${variables.profile}]`,
      helpValue: '<name>',
      helpGroup: 'GLOBAL',
    }),
  ),
  server: completing(
    'server',
    string({
      description: `The server [default: ${DEFAULT_SERVER}, env: ${variables.server}]`,
      helpValue: '<url>',
      helpGroup: 'GLOBAL',
    }),
  ),
  user: completing(
    'user',
    string({
      description: `Whose session [default: the last to log in there, env: ${variables.user}]`,
      helpValue: '<name>',
      helpGroup: 'GLOBAL',
    }),
  ),
  timeout: duration({
    description: `How long to wait for the server [default: 10s, env: ${variables.timeout}]`,
    helpGroup: 'GLOBAL',
  }),
  ...trustFlags,
  trace: boolean({ description: 'Show the wire on stderr, secrets masked', helpGroup: 'GLOBAL' }),
  'dry-run': boolean({
    description: 'Show what would be sent, secrets masked, and connect to nothing',
    helpGroup: 'GLOBAL',
  }),
}

/** Where a password may come from beside a prompt and the environment: never from a flag's value. */
export const passwordFlags = {
  'password-stdin': boolean({ description: 'Read the password from stdin', exclusive: ['password-file'] }),
  'password-file': string({ description: 'Read the password from a file', helpValue: '<path>' }),
}
