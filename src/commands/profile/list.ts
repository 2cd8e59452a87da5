import { LocalCommand } from '../../cli/local-command.js'
import { readConfigs } from '../../cli/resolve-config.js'
import { table } from '../../cli/table.js'

export default class ProfileList extends LocalCommand<typeof ProfileList> {
  static override summary = 'List your profiles'
  static override examples = ['<%= config.bin %> profile list', '<%= config.bin %> profile list --json']

  async run(): Promise<void> {
    const { user } = await readConfigs(this.io)
    const profiles = [...(user?.profiles ?? [])].map(([name, settings]) => ({
      name,
      ...settings,
      inUse: name === user?.profile,
    }))
    if (this.wantsJson) return this.out.json(profiles)
    if (profiles.length === 0 && this.out.isTerminal) {
      this.out.note('You have no profiles yet: pychat profile add NAME --server URL')
    }
    await table(
      profiles,
      [
        { title: 'name', value: ({ name }) => name },
        { title: 'server', value: ({ server }) => server ?? '' },
        { title: 'user', value: ({ user }) => user ?? '' },
        { title: 'in use', value: ({ inUse }) => (inUse ? 'yes' : 'no') },
      ],
      this.out,
    )
  }
}
