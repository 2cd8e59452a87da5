import { randomBytes } from 'node:crypto'
import { string } from '@oclif/core/args'
import { boolean } from '@oclif/core/flags'
import { safe } from '../../cli/hostile-text.js'
import { LocalCommand } from '../../cli/local-command.js'
import { openCredentials } from '../../cli/open-credentials.js'
import { writeSecret } from '../../cli/webhook/signature.js'
import { secretKey } from '../../cli/webhook/webhook-secret.js'
import { webhookUrl } from '../../cli/webhook/webhook-url.js'

const KEY_BYTES = 32

export default class WebhookSecret extends LocalCommand<typeof WebhookSecret> {
  static override summary = 'Show the secret that listen --webhook signs with'
  static override description =
    'The secret of this URL, for the receiver to check signatures with; it is made and stored where there is none. With ' +
    '--rotate a new one is made, and what is sent is signed with both until the next --rotate.'
  static override examples = [
    '<%= config.bin %> webhook secret https://hooks.example/chat',
    '<%= config.bin %> webhook secret https://hooks.example/chat --rotate',
  ]
  static override args = {
    url: string({ description: 'where listen --webhook sends to', required: true }),
  }
  static override flags = {
    rotate: boolean({
      description: 'make a new one, and sign with the one before as well',
      exclusive: ['remove'],
    }),
    remove: boolean({ description: 'forget it' }),
  }

  async run(): Promise<void> {
    const url = webhookUrl(this.args.url)
    const key = secretKey(url)
    const credentials = openCredentials(this.io)
    if (this.flags.remove) {
      const removed = await credentials.remove(key)
      if (this.wantsJson) return this.out.json({ removed })
      return this.out.line(
        removed ? `Removed the secret for ${url.shown}.` : `There was no secret for ${url.shown}.`,
      )
    }
    const [before] = (await credentials.get(key))?.secret.split(' ') ?? []
    if (before !== undefined && !this.flags.rotate) return this.#write(before)

    const secret = writeSecret(randomBytes(KEY_BYTES))
    const secrets = before === undefined ? secret : `${secret} ${before}`
    const since = new Date().toISOString()
    const { place, missed } = await credentials.keep({ ...key, kind: 'password', secret: secrets, since })
    if (missed)
      this.out.note(`warning: it is kept in ${place}, readable by you alone: ${safe(missed.message)}`)
    await this.#write(secret)
  }

  #write(secret: string): Promise<void> {
    return this.wantsJson ? this.out.json({ secret }) : this.out.line(secret)
  }
}
