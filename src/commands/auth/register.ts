import { string } from '@oclif/core/args'
import { decodeArguments } from '../../cli/args.js'
import { AuthCommand, PASSWORD_ANSWERS } from '../../cli/auth-command.js'
import { fieldFlags } from '../../cli/fields.js'
import { passwordFlags } from '../../cli/flags.js'
import { safe } from '../../cli/hostile-text.js'
import { serverFlag } from '../../cli/session.js'
import { verbs } from '../../protocol/verbs.js'

export default class AuthRegister extends AuthCommand<typeof AuthRegister> {
  static override summary = 'Make an account'
  static override examples = [
    '<%= config.bin %> auth register modis',
    '$ openssl rand -hex 12 | tee modis.password | <%= config.bin %> auth register modis --password-stdin',
  ]
  static override args = { name: string({ description: 'the user name you want' }) }
  static override flags = { ...fieldFlags(verbs['AUTH-REGISTER'].value), ...passwordFlags }

  async run(): Promise<void> {
    const name = await this.whom(this.args.name)
    const password =
      (await this.givenPassword(name, this.flags)) ??
      (await this.askNewPassword(`Password for ${name}`, PASSWORD_ANSWERS))
    const args = decodeArguments('AUTH-REGISTER', { name, password, confirm: password })
    const success = await this.withClient((client) => this.request(client, 'AUTH-REGISTER', args), {
      login: false,
    })
    await this.writeSuccess(success, ({ user }) => this.out.line(`Made the account ${safe(user)}.`))
    this.out.note(`Log in with: pychat auth login ${safe(name)}${serverFlag(this.server.value)}`)
  }
}
