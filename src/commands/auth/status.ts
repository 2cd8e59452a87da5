import { BaseCommand } from '../../cli/base-command.js'
import { safe } from '../../cli/hostile-text.js'
import type { Credential } from '../../credentials/credential-store.js'
import type { Secret } from '../../credentials/environment.js'

export default class AuthStatus extends BaseCommand<typeof AuthStatus> {
  static override summary = 'Tell who is logged in, and whether the server takes the credential'
  static override examples = ['<%= config.bin %> auth status', '<%= config.bin %> auth status --json']

  async run(): Promise<void> {
    const fromEnvironment = this.environmentSecret()
    const stored = fromEnvironment ? undefined : await this.findStored()
    const secret: (Secret & Partial<Credential>) | undefined = fromEnvironment ?? stored?.credential
    const opened = await this.withClient((_, opening) => opening, { secret })
    const { value: server } = this.server
    const user = opened?.user ?? secret?.user
    const place = stored?.place ?? 'the environment'
    if (this.wantsJson) {
      const credential = { kind: secret?.kind, place, expires: secret?.expires }
      return this.out.json({ user, server, unread: opened?.unread, credential })
    }
    await this.out.line(`Logged in at ${server}${user === undefined ? '' : ` as ${safe(user)}`}.`)
    const until = secret?.expires === undefined ? '' : `, until ${safe(secret.expires)}`
    await this.out.line(`The ${secret?.kind} comes from ${place}${until}.`)
    if (opened) await this.out.line(`Unread: ${opened.unread}`)
  }
}
