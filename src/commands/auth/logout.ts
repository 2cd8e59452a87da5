import { BaseCommand } from '../../cli/base-command.js'
import { CliError } from '../../cli/errors.js'
import { safe } from '../../cli/hostile-text.js'
import { notLoggedIn } from '../../cli/session.js'
import { ChatError } from '../../client/chat-error.js'
import type { Credential } from '../../credentials/credential-store.js'

export default class AuthLogout extends BaseCommand<typeof AuthLogout> {
  static override summary = 'Revoke the stored credential and forget it'
  static override description =
    `The credential is forgotten on this machine even where the server cannot be told; the exit code says that it was not.`
  static override examples = ['<%= config.bin %> auth logout', '<%= config.bin %> auth logout --user modis']

  async run(): Promise<void> {
    const { value: server } = this.server
    const stored = await this.findStored()
    if (!stored) throw notLoggedIn(server, this.user?.value)
    // A password opens no session that outlives its connection: there is nothing to revoke.
    const failure = stored.kind === 'token' ? await this.#revoke(stored) : undefined
    if (this.isDryRun) return
    await this.credentials.remove(stored)
    const [next] = this.user ? [] : await this.credentials.list(server)
    if (next) this.out.note(`${safe(next.user)} is still logged in here, and is the default user from now on`)
    if (failure) {
      const until = stored.expires ? ` until ${stored.expires}` : ''
      throw new CliError(
        failure.code,
        `forgotten here, but the token stays valid${until}, since the server could not be told: ${failure.message}`,
        { cause: failure, hint: 'log in again and change the password: pychat auth password' },
      )
    }
    if (this.wantsJson) return this.out.json({ user: stored.user, server })
    await this.out.line(`Logged out ${safe(stored.user)} at ${server}.`)
  }

  async #revoke(stored: Credential): Promise<ChatError | CliError | undefined> {
    try {
      await this.withClient((client) => client.authLogout(), { secret: stored })
      return undefined
    } catch (error) {
      if (!(error instanceof ChatError || error instanceof CliError) || error.code === 'aborted') throw error
      return error.code === 'bad-token' ? undefined : error
    }
  }
}
