import { string } from '@oclif/core/args'
import { boolean } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { completing } from '../../cli/completion/completes.js'
import { type Conversation, groupFlag, readOperands, requestFor } from '../../cli/conversation.js'
import { CliError } from '../../cli/errors.js'
import { fieldFlags } from '../../cli/fields.js'
import { messageFormat } from '../../cli/message-line.js'
import { OutputError } from '../../cli/output.js'
import { settle } from '../../cli/session.js'
import { BATCH_MESSAGES } from '../../protocol/limits.js'
import { type Message, verbs } from '../../protocol/verbs.js'

export default class ChatGet extends BaseCommand<typeof ChatGet> {
  static override summary = 'Fetch what a user or a group sent that you have not fetched yet'
  static override description =
    'Messages count as fetched only once they were written: where the output is closed, the disk is full or the ' +
    `command is killed, they stay unread. One call fetches at most ${BATCH_MESSAGES}; --all goes on until there is no more.`
  static override usage = ['chat get FROM', 'chat get --group CODE']
  static override examples = [
    '<%= config.bin %> chat get budi',
    '<%= config.bin %> chat get --group k3x9m2p7q4r8 --all --json',
  ]
  static override args = {
    from: completing('contact', string({ description: 'a user; left out with --group' })),
  }
  static override flags = {
    ...fieldFlags(verbs['CHAT-PRIVATE-GET'].value),
    group: groupFlag,
    all: boolean({ description: 'go on until nothing is left; with --json one message a line' }),
  }

  async run(): Promise<void> {
    const { who } = readOperands(this.operands, this.flags.group, ['FROM'])
    const { verb, args } = requestFor('CHAT-PRIVATE-GET', who)
    await this.withClient(async (client) => {
      for (let last = ''; ; ) {
        const success = await this.request(client, verb, args)
        const messages = success.value
        const ids = (messages ?? []).map(({ id }) => id).join(' ')
        // Against a server that forgets what it handed out --all would never end.
        if (ids !== '' && ids === last)
          throw new CliError('protocol', 'the server hands out the same messages again')
        last = ids
        if (this.flags.all && messages) await this.#deliver(() => this.#write(messages))
        else await this.#deliver(() => this.writeSuccess(success, (messages) => this.#write(messages)))
        if (messages?.length === 0) return
        await settle(client)
        if (!this.flags.all || !messages) return this.#tellOfMore(who, messages)
      }
    })
  }

  /** What is not sure to have reached the reader is not settled (CHAT-3), and the connection ends without it. */
  async #deliver(write: () => Promise<void>): Promise<void> {
    try {
      await write()
      await this.out.delivered()
    } catch (error) {
      if (!(error instanceof OutputError) || error.code === 'EPIPE') throw error
      throw new CliError('output', `${error.message}; the messages stay unread`, { cause: error })
    }
  }

  async #write(messages: readonly Message[]): Promise<void> {
    const format = await messageFormat(this.out)
    const line = (message: Message) => this.lineOf(message, () => format(message))
    await this.out.write(messages.map((message) => `${line(message)}\n`).join(''))
  }

  #tellOfMore({ name }: Conversation, messages: readonly Message[] | undefined): void {
    if (messages && messages.length >= BATCH_MESSAGES) {
      this.out.note(`there may be more from ${name}: run it again, or with --all`)
    }
  }
}
