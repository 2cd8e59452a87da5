import { string } from '@oclif/core/args'
import { boolean } from '@oclif/core/flags'
import { completing } from '../../cli/completion/completes.js'
import { userConfigPath } from '../../cli/config-places.js'
import { UsageError } from '../../cli/errors.js'
import { LocalCommand } from '../../cli/local-command.js'

export default class ProfileUse extends LocalCommand<typeof ProfileUse> {
  static override summary = 'Use a profile wherever no other is named'
  static override examples = ['<%= config.bin %> profile use work', '<%= config.bin %> profile use --none']
  static override args = { name: completing('profile', string({ description: 'which one' })) }
  static override flags = { none: boolean({ description: 'Use none from now on' }) }

  async run(): Promise<void> {
    const { name } = this.args
    if ((name === undefined) !== Boolean(this.flags.none)) {
      throw new UsageError('name a profile, or give --none', { hint: 'pychat profile list' })
    }
    const [{ editConfig }, { unknownProfile }] = await Promise.all([
      import('../../cli/edit-config.js'),
      import('../../cli/config-file.js'),
    ])
    await editConfig(userConfigPath(this.io.env), (document, { profile, profiles }) => {
      if (name === undefined) return void (profile !== undefined && document.delete('profile'))
      if (!profiles.has(name)) throw unknownProfile(name, profiles.keys())
      document.set('profile', name)
    })
    if (this.wantsJson) return this.out.json({ profile: name ?? null })
    await this.out.line(name === undefined ? 'No profile is in use.' : `The profile ${name} is in use.`)
  }
}
