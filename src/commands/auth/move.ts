import { option } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { globalFlags, serverFlags } from '../../cli/flags.js'
import { safe } from '../../cli/hostile-text.js'
import { notLoggedIn } from '../../cli/session.js'

export default class AuthMove extends BaseCommand<typeof AuthMove> {
  static override summary = 'Move the stored credential into the system keychain, or out of it into a file'
  static override description =
    'It is written and read back in its new place before the old one forgets it. The server is not asked.'
  static override examples = [
    '<%= config.bin %> auth move --to keychain',
    '<%= config.bin %> auth move --to file --user modis',
  ]
  static override baseFlags = {
    ...globalFlags,
    profile: serverFlags.profile,
    server: serverFlags.server,
    user: serverFlags.user,
  }
  static override flags = {
    to: option({ options: ['keychain', 'file'] as const, description: 'Where to', required: true })(),
  }

  async run(): Promise<void> {
    const { value: origin } = this.server
    const user = await this.storedUser()
    const to = this.flags.to
    const moved = user === undefined ? undefined : await this.credentials.move({ origin, user }, to)
    if (user === undefined || moved === undefined) throw notLoggedIn(origin, this.user?.value)
    if (this.wantsJson) return this.out.json({ user, server: origin, moved, to })
    const where = to === 'keychain' ? 'the system keychain' : 'a file that only you may read'
    await this.out.line(
      moved
        ? `Moved the credential of ${safe(user)} at ${origin} into ${where}.`
        : `The credential of ${safe(user)} at ${origin} is in ${where} already.`,
    )
  }
}
