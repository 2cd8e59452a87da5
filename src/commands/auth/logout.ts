import { BaseCommand } from '../../cli/base-command.js'
import { CliError } from '../../cli/errors.js'
import { safe } from '../../cli/hostile-text.js'
import { notLoggedIn } from '../../cli/session.js'
import { ChatError } from '../../client/chat-error.js'
import type { Credential } from '../../credentials/credential-store.js'

export default class AuthLogout extends BaseCommand<typeof AuthLogout> {
  static override summary = 'Revoke the stored credential and forget it, wherever it is kept'
  static override description =
    `The credential is forgotten on this machine even where the server cannot be told; the exit code says that it was not.`
  static override examples = ['<%= config.bin %> auth logout', '<%= config.bin %> auth logout --user modis']

  async run(): Promise<void> {
    const { value: origin } = this.server
    const user = await this.storedUser()
    const key = user === undefined ? undefined : { origin, user }
    if (!key || !(await this.credentials.about(key))) throw notLoggedIn(origin, this.user?.value)
    const { credentials, failure } = await this.credentials.copies(key)
    const unrevoked = await this.#revokeAll(credentials)
    if (this.isDryRun) return
    await this.credentials.remove(key)
    if (failure) throw failure
    const [next] = this.user ? [] : await this.credentials.list(origin)
    if (next) this.out.note(`${safe(next.user)} is still logged in here, and is the default user from now on`)
    if (unrevoked) throw unrevoked
    if (this.wantsJson) return this.out.json({ user: key.user, server: origin })
    await this.out.line(`Logged out ${safe(key.user)} at ${origin}.`)
  }

  /** Revokes each token; a password opens no session that outlives its connection. The error to end with, if one failed. */
  async #revokeAll(credentials: readonly Credential[]): Promise<CliError | undefined> {
    const tokens = new Map(credentials.filter(({ kind }) => kind === 'token').map((one) => [one.secret, one]))
    let unrevoked: CliError | undefined
    for (const token of tokens.values()) {
      const failure = await this.#revoke(token)
      if (failure) unrevoked ??= stillValid(token, failure)
    }
    return unrevoked
  }

  async #revoke(token: Credential): Promise<ChatError | CliError | undefined> {
    try {
      await this.withClient((client) => client.authLogout(), { secret: token })
      return undefined
    } catch (error) {
      if (!(error instanceof ChatError || error instanceof CliError) || error.code === 'aborted') throw error
      return error.code === 'bad-token' ? undefined : error
    }
  }
}

function stillValid({ expires }: Credential, failure: ChatError | CliError): CliError {
  const until = expires ? ` until ${expires}` : ''
  return new CliError(
    failure.code,
    `forgotten here, but the token stays valid${until}, since the server could not be told: ${failure.message}`,
    { cause: failure, hint: 'log in again and change the password: pychat auth password' },
  )
}
