import { string } from '@oclif/core/args'
import { integer, string as text } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { completing } from '../../cli/completion/completes.js'
import { groupFlag, readOperands, requestFor } from '../../cli/conversation.js'
import { fieldFlags } from '../../cli/fields.js'
import { safe } from '../../cli/hostile-text.js'
import { messageFormat } from '../../cli/message-line.js'
import { BATCH_MESSAGES } from '../../protocol/limits.js'
import { verbs } from '../../protocol/verbs.js'

export default class ChatHistory extends BaseCommand<typeof ChatHistory> {
  static override summary = 'Read back in a conversation, newest first'
  static override description = 'Shows both sides, fetched or not, and fetches nothing.'
  static override usage = ['chat history WITH', 'chat history --group CODE']
  static override examples = [
    '<%= config.bin %> chat history budi --limit 20',
    '<%= config.bin %> chat history --group k3x9m2p7q4r8 --before 0000000000a7 --json',
  ]
  static override args = {
    with: completing('contact', string({ description: 'a user; left out with --group' })),
  }
  static override flags = {
    ...fieldFlags(verbs['CHAT-PRIVATE-HISTORY'].value),
    group: groupFlag,
    limit: integer({
      description: 'how many at most',
      helpValue: '<n>',
      min: 1,
      max: BATCH_MESSAGES,
      default: 50,
    }),
    before: text({ description: 'only what is older than the message with this id', helpValue: '<id>' }),
  }

  async run(): Promise<void> {
    const { group, limit, before = '-' } = this.flags
    const { who } = readOperands(this.operands, group, ['WITH'])
    const { verb, args } = requestFor('CHAT-PRIVATE-HISTORY', who, { limit: String(limit), before })
    const success = await this.withClient((client) => this.request(client, verb, args))
    await this.writeSuccess(success, async (messages) => {
      const format = await messageFormat(this.out)
      await this.out.write(messages.map((message) => `${format(message)}\n`).join(''))
      const oldest = messages.at(-1)
      if (oldest && messages.length === limit && this.out.talksToTerminal) {
        this.out.note(`older ones: add --before ${safe(oldest.id)}`)
      }
    })
  }
}
