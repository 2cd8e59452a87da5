import { string } from '@oclif/core/args'
import { decodeArguments } from '../../cli/args.js'
import { AuthCommand } from '../../cli/auth-command.js'
import { completing } from '../../cli/completion/completes.js'
import { fieldFlags } from '../../cli/fields.js'
import { passwordFlags } from '../../cli/flags.js'
import { safe } from '../../cli/hostile-text.js'
import { keepCredential, warnWhereKept } from '../../cli/keep-credential.js'
import { loginShape } from '../../cli/login-shape.js'

export default class AuthLogin extends AuthCommand<typeof AuthLogin> {
  static override summary = 'Log in and keep the credential for the commands that follow'
  static override description =
    `Keeps a token where the server issues tokens, else the password: in the system keychain, or where there is none in a file that only you may read.
It is sent to this server only.`
  static override examples = [
    '<%= config.bin %> auth login modis',
    '<%= config.bin %> auth login modis --password-file ~/modis.password --server tcp://chat.example:8000',
  ]
  static override args = { name: completing('user', string({ description: 'your user name' })) }
  static override flags = { ...fieldFlags(loginShape), ...passwordFlags }

  async run(): Promise<void> {
    const user = await this.whom(this.args.name)
    const password = await this.password(user, this.flags)
    const args = decodeArguments('AUTH-LOGIN', { name: user, password })
    const key = { origin: this.server.value, user }
    const { opened, kept } = await this.withClient(
      async (client, opening) => {
        const kept = await keepCredential(client, this.credentials, key, args.password)
        return { opened: await opening, kept }
      },
      { secret: { kind: 'password', secret: args.password, user } },
    )
    warnWhereKept(kept, this.out)
    const { kind, place, expires } = kept
    const value = { user, server: key.origin, unread: opened?.unread, credential: { kind, place, expires } }
    await this.writeValue(value, () =>
      this.out.line(`Logged in at ${key.origin} as ${safe(user)}${unreadWords(opened?.unread)}.`),
    )
  }
}

const unreadWords = (unread: number | undefined) =>
  unread ? `; ${unread} unread, see them with: pychat notif get` : ''
