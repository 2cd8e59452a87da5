import { BaseCommand } from '../../cli/base-command.js'
import { fieldFlags } from '../../cli/fields.js'
import { safe } from '../../cli/hostile-text.js'
import { loginShape } from '../../cli/login-shape.js'
import { relativeTime } from '../../cli/time.js'
import type { Credential } from '../../credentials/credential-store.js'
import type { Secret } from '../../credentials/environment.js'

export default class AuthStatus extends BaseCommand<typeof AuthStatus> {
  static override summary = 'Tell who is logged in, and whether the server takes the credential'
  static override examples = ['<%= config.bin %> auth status', '<%= config.bin %> auth status --json']

  static override flags = fieldFlags(loginShape)

  async run(): Promise<void> {
    const fromEnvironment = this.environmentSecret()
    const stored = fromEnvironment ? undefined : await this.findStored()
    const secret: (Secret & Partial<Credential>) | undefined = fromEnvironment ?? stored?.credential
    const opened = await this.withClient((_, opening) => opening, { secret })
    const { value: server } = this.server
    const user = opened?.user ?? secret?.user
    const place = stored?.place ?? 'the environment'
    const { kind, expires } = secret ?? {}
    const value = { user, server, unread: opened?.unread, credential: { kind, place, expires } }
    await this.writeValue(value, async () => {
      await this.out.line(`Logged in at ${server}${user === undefined ? '' : ` as ${safe(user)}`}.`)
      await this.out.line(`The ${kind} comes from ${place}${this.#until(expires)}.`)
      if (opened) await this.out.line(`Unread: ${opened.unread}`)
    })
  }

  #until(expires: string | undefined): string {
    if (expires === undefined) return ''
    return `, until ${this.out.isTerminal ? relativeTime(expires, new Date()) : safe(expires)}`
  }
}
