import { resolve } from 'node:path'
import { string } from '@oclif/core/args'
import { boolean, string as text } from '@oclif/core/flags'
import { originOf, userOf } from '../../cli/config.js'
import type { Settings } from '../../cli/config-file.js'
import { userConfigPath } from '../../cli/config-places.js'
import { CliError } from '../../cli/errors.js'
import { parseDuration } from '../../cli/flags.js'
import { LocalCommand } from '../../cli/local-command.js'

export default class ProfileAdd extends LocalCommand<typeof ProfileAdd> {
  static override summary = 'Keep a server and a user under a name'
  static override description = 'A profile holds no secret: log in with pychat auth login --profile NAME.'
  static override examples = [
    '<%= config.bin %> profile add work --server chat.example:8000 --user modis',
    '<%= config.bin %> profile add home --server tls://chat.home --ca ~/chat-home.pem',
    '<%= config.bin %> profile add slow --server 10.0.0.9 --timeout 1m --force',
  ]
  static override args = { name: string({ description: 'what to call it', required: true }) }
  static override flags = {
    server: text({ description: 'The server', helpValue: '<url>', required: true }),
    user: text({ description: 'Whose session', helpValue: '<name>' }),
    timeout: text({ description: 'How long to wait for the server', helpValue: '<duration>' }),
    ca: text({ description: "Certificates to trust beside the system's, a PEM file", helpValue: '<file>' }),
    force: boolean({ description: 'Replace a profile of this name' }),
  }

  async run(): Promise<void> {
    const { name } = this.args
    const { server, user, timeout, ca, force } = this.flags
    if (timeout !== undefined) parseDuration(timeout)
    const settings: Settings = {
      server: originOf(server),
      ...(user !== undefined && { user: userOf(user) }),
      ...(timeout !== undefined && { timeout }),
      ...(ca !== undefined && { ca: resolve(ca) }),
    }
    const [{ editConfig }, { checkProfileName }] = await Promise.all([
      import('../../cli/edit-config.js'),
      import('../../cli/config-file.js'),
    ])
    checkProfileName(name)
    await editConfig(userConfigPath(this.io.env), (document, { profiles }) => {
      if (profiles.has(name) && !force) {
        throw new CliError('config', `there is a profile ${name} already`, {
          hint: 'replace it with --force',
        })
      }
      document.setIn(['profiles', name], document.createNode(settings))
    })
    if (this.wantsJson) return this.out.json({ name, ...settings })
    await this.out.line(`Added the profile ${name}.`)
    this.out.note(`Use it with --profile ${name}, or from now on with: pychat profile use ${name}`)
  }
}
