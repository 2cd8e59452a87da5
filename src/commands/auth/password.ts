import { boolean, string } from '@oclif/core/flags'
import { decodeArguments } from '../../cli/args.js'
import { AuthCommand } from '../../cli/auth-command.js'
import { variables } from '../../cli/config.js'
import { passwordFlags } from '../../cli/flags.js'
import { passwordOfFile, passwordsOfStdin } from '../../cli/given-passwords.js'
import { keepCredential, warnWhereKept } from '../../cli/keep-credential.js'

export default class AuthPassword extends AuthCommand<typeof AuthPassword> {
  static override summary = 'Change the password; logins elsewhere end'
  static override examples = [
    '<%= config.bin %> auth password',
    '<%= config.bin %> auth password --password-file old.password --new-password-file new.password',
  ]
  static override flags = {
    ...passwordFlags,
    'password-stdin': boolean({
      description: 'Read the old and the new password from stdin, one a line',
      exclusive: ['password-file', 'new-password-file'],
    }),
    'new-password-file': string({ description: 'Read the new password from a file', helpValue: '<path>' }),
  }

  async run(): Promise<void> {
    const stored = (await this.findStored())?.credential
    const user = this.user?.value ?? stored?.user ?? (await this.whom(undefined))
    const [old, wanted] = await this.#passwords(user)
    const args = decodeArguments('AUTH-PASSWORD', { old, new: wanted, confirm: wanted })
    // A session of the stored token outlives the change, and with it the token.
    const secret = stored ?? { kind: 'password' as const, secret: args.old, user }
    const success = await this.withClient(
      async (client) => {
        const success = await this.request(client, 'AUTH-PASSWORD', args)
        if (stored?.kind === 'password') {
          warnWhereKept(await keepCredential(client, this.credentials, stored, args.new), this.out)
        }
        return success
      },
      { secret },
    )
    if (this.wantsJson) return this.out.json({ user, server: this.server.value })
    await this.writeSuccess(success, async () => {})
  }

  async #passwords(user: string): Promise<[old: string, wanted: string]> {
    if (this.flags['password-stdin']) {
      const [old, wanted] = await passwordsOfStdin(this.wholeStdin(), 2)
      return [old!, wanted!]
    }
    return [await this.password(user, this.flags), await this.#newPassword(user)]
  }

  async #newPassword(user: string): Promise<string> {
    const path = this.flags['new-password-file']
    if (path !== undefined) return passwordOfFile(path)
    const given = this.io.env[variables.newPassword]
    if (given) return given
    return this.askNewPassword(
      `New password of ${user}`,
      `use --new-password-file or ${variables.newPassword}`,
    )
  }
}
