import { string } from '@oclif/core/args'
import { integer } from '@oclif/core/flags'
import { decodeArguments } from '../../cli/args.js'
import { BaseCommand } from '../../cli/base-command.js'
import { fieldFlags } from '../../cli/fields.js'
import { messageFormat } from '../../cli/message-line.js'
import { BATCH_MESSAGES } from '../../protocol/limits.js'
import { verbs } from '../../protocol/verbs.js'

export default class NotifSince extends BaseCommand<typeof NotifSince> {
  static override summary = verbs['NOTIF-SINCE'].summary
  static override examples = [
    '<%= config.bin %> notif since',
    '<%= config.bin %> notif since 0000000000a7 --limit 20 --json',
  ]
  static override args = {
    after: string({ description: "a message's id; without it from the beginning", default: '-' }),
  }
  static override flags = {
    ...fieldFlags(verbs['NOTIF-SINCE'].value),
    limit: integer({
      description: 'how many at most',
      helpValue: '<n>',
      min: 1,
      max: BATCH_MESSAGES,
      default: BATCH_MESSAGES,
    }),
  }

  async run(): Promise<void> {
    const args = decodeArguments('NOTIF-SINCE', { after: this.args.after, limit: String(this.flags.limit) })
    const success = await this.withClient((client) => this.request(client, 'NOTIF-SINCE', args))
    await this.writeSuccess(success, async (messages) => {
      const format = await messageFormat(this.out, { group: true })
      await this.out.write(messages.map((message) => `${format(message)}\n`).join(''))
    })
  }
}
