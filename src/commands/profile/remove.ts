import { string } from '@oclif/core/args'
import { completing } from '../../cli/completion/completes.js'
import { userConfigPath } from '../../cli/config-places.js'
import { LocalCommand } from '../../cli/local-command.js'

export default class ProfileRemove extends LocalCommand<typeof ProfileRemove> {
  static override summary = 'Forget a profile'
  static override description =
    'A login at its server stays: it ends with pychat auth logout --profile NAME, before.'
  static override examples = ['<%= config.bin %> profile remove work']
  static override args = { name: completing('profile', string({ description: 'which one', required: true })) }

  async run(): Promise<void> {
    const { name } = this.args
    const [{ editConfig, removeSetting }, { unknownProfile }] = await Promise.all([
      import('../../cli/edit-config.js'),
      import('../../cli/config-file.js'),
    ])
    let wasInUse = false
    await editConfig(userConfigPath(this.io.env), (document, { profile, profiles }) => {
      if (!profiles.has(name)) throw unknownProfile(name, profiles.keys())
      if (profiles.size > 1) document.deleteIn(['profiles', name])
      else removeSetting(document, 'profiles')
      wasInUse = profile === name
      if (wasInUse) removeSetting(document, 'profile')
    })
    if (this.wantsJson) return this.out.json({ name })
    await this.out.line(`Removed the profile ${name}.`)
    if (wasInUse) this.out.note('It was in use; none is from now on.')
  }
}
