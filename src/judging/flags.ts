import { boolean, custom, integer, option, string as text } from '@oclif/core/flags'
import { completing } from '../cli/completion/completes.js'
import { UsageError } from '../cli/errors.js'
import { duration, repeated, trustFlags } from '../cli/flags.js'
import { levels } from '../scenario/levels.js'
import { reportKinds } from '../scenario/reports/kinds.js'
import { parseWanted, type Wanted } from './reports.js'

const scale = custom<number>({
  helpValue: '<factor>',
  parse: async (input) => {
    if (/^\d{1,4}(\.\d+)?$/.test(input) && Number(input) > 0) return Number(input)
    throw new UsageError(`${input} is no factor: write 0.5 or 3`)
  },
})

const report = custom<Wanted>({ helpValue: '<kind>[=<file>]', parse: async (input) => parseWanted(input) })

/** Which scenarios to run, against what, and how. */
export const runFlags = {
  server: completing('server', text({ description: 'the server to judge', helpValue: '<url>' })),
  ...trustFlags,
  'profile-file': text({
    description:
      'what is special about the server, and how to start it: a file, or the name of a shipped one',
    helpValue: '<file>',
  }),
  grep: completing(
    'scenario',
    text({ description: 'only those whose id or title matches', helpValue: '<regexp>' }),
  ),
  tag: completing(
    'tag',
    text({
      description: 'only those with this tag; repeated: with each of them',
      helpValue: '<tag>',
      ...repeated,
    }),
  ),
  clause: completing(
    'clause',
    text({
      description: 'only those of this clause or chapter, CHAT-3 or CHAT; repeated: of one of them',
      helpValue: '<id>',
      ...repeated,
    }),
  ),
  level: option({
    options: levels,
    description: 'only those of this level; repeated: of one of them',
    ...repeated,
  })(),
  jobs: integer({
    description: 'how many cases run side by side [default: 8]',
    min: 1,
    max: 1000,
    helpValue: '<n>',
  }),
  repeat: integer({ description: 'how often each case runs', min: 1, max: 1000, helpValue: '<n>' }),
  timeout: duration({ description: 'how long every wait may last [default: 5s]' }),
  'time-scale': scale({ description: 'stretches every wait, for slow machines' }),
  bail: boolean({ description: 'end at the first case that does not hold' }),
  report: completing(
    reportKinds,
    report({
      description: `what to write, and where: ${reportKinds.join(', ')} [default: terminal, to stdout]; may be repeated`,
      ...repeated,
    }),
  ),
  list: boolean({ description: 'only list what would be run' }),
}

/** What --grep says. Throws a UsageError where it is no regular expression. */
export function toPattern(grep: string | undefined): RegExp | undefined {
  if (grep === undefined) return undefined
  try {
    return new RegExp(grep, 'iu')
  } catch (cause) {
    throw new UsageError(`--grep is no regular expression: ${(cause as Error).message}`, { cause })
  }
}
