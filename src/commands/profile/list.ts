import { fieldFlags, fieldsOf } from '../../cli/fields.js'
import { LocalCommand } from '../../cli/local-command.js'
import { readConfigs } from '../../cli/resolve-config.js'
import { valueTable } from '../../cli/value-table.js'
import { boolean, optional, record, string } from '../../protocol/shape.js'

const shape = record({
  name: string,
  server: optional(string),
  user: optional(string),
  timeout: optional(string),
  inUse: boolean,
})

export default class ProfileList extends LocalCommand<typeof ProfileList> {
  static override summary = 'List your profiles'
  static override examples = ['<%= config.bin %> profile list', '<%= config.bin %> profile list --json']

  static override flags = fieldFlags(shape)

  async run(): Promise<void> {
    const { user } = await readConfigs(this.io)
    const profiles = [...(user?.profiles ?? [])].map(([name, settings]) => ({
      name,
      ...settings,
      inUse: name === user?.profile,
    }))
    await this.writeValue(profiles, async () => {
      if (profiles.length === 0 && this.out.isTerminal) {
        this.out.note('You have no profiles yet: pychat profile add NAME --server URL')
      }
      await valueTable(profiles, fieldsOf(shape), this.out)
    })
  }
}
