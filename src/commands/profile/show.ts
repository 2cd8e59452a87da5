import { string } from '@oclif/core/args'
import { completing } from '../../cli/completion/completes.js'
import type { Setting } from '../../cli/config.js'
import { fieldFlags } from '../../cli/fields.js'
import { serverFlags } from '../../cli/flags.js'
import { LocalCommand } from '../../cli/local-command.js'
import { resolveConfig } from '../../cli/resolve-config.js'
import { table } from '../../cli/table.js'
import { integer, optional, record, string as words } from '../../protocol/shape.js'

const { profile, server, user, timeout, ca } = serverFlags

const origin = { from: words, file: optional(words) }
const setting = record({ value: words, ...origin })
const shape = record({
  profile: optional(setting),
  server: setting,
  user: optional(setting),
  timeout: record({ value: integer, ...origin }),
  ca: optional(setting),
})

export default class ProfileShow extends LocalCommand<typeof ProfileShow> {
  static override summary = 'Tell each setting that a command would use here, and where it comes from'
  static override examples = [
    '<%= config.bin %> profile show',
    '<%= config.bin %> profile show work --json',
    '<%= config.bin %> profile show --server localhost:9000',
  ]
  static override args = {
    name: completing('profile', string({ description: 'a profile, as --profile names it' })),
  }
  static override flags = {
    ...fieldFlags(shape),
    profile,
    server,
    user,
    timeout,
    ca,
  }

  async run(): Promise<void> {
    const resolved = await resolveConfig(
      { ...this.flags, profile: this.args.name ?? this.flags.profile },
      this.io,
    )
    const { profile = null, server, user = null, timeout, ca = null } = resolved
    const rows = [
      rowOf('profile', profile, 'none'),
      rowOf('server', server),
      rowOf('user', user, 'the last to log in'),
      rowOf('timeout', { ...timeout, value: `${timeout.value / 1000}s` }),
      rowOf('ca', ca, 'what the system trusts'),
    ]
    await this.writeValue({ profile, server, user, timeout, ca }, () =>
      table(
        rows,
        [
          { title: 'setting', value: ({ name }) => name, whole: true },
          { title: 'value', value: ({ value }) => value, whole: true },
          { title: 'from', value: ({ from }) => from, whole: true },
          { title: 'file', value: ({ file }) => file },
        ],
        this.out,
      ),
    )
  }
}

function rowOf(name: string, setting: Setting<string> | null, otherwise = '') {
  const { value, from, file = '' } = setting ?? { value: otherwise, from: 'default' }
  return { name, value, from, file }
}
