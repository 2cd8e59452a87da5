import { string } from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.js'
import { completing } from '../cli/completion/completes.js'
import { elsewhere, handsOut } from '../cli/elsewhere.js'
import { UsageError } from '../cli/errors.js'
import { safe } from '../cli/hostile-text.js'
import { settle } from '../cli/session.js'
import { verbOf } from '../client/request-line.js'
import { hasControl } from '../protocol/request.js'
import { rowOf, type Verb } from '../protocol/verbs.js'

export default class Raw extends BaseCommand<typeof Raw> {
  static override summary = 'Send any request as it is and print the reply'
  static override description =
    `Words are joined by one space. A verb that pychat does not know is sent as well, and judged by the server.`
  static override examples = [
    '<%= config.bin %> raw CHAT-PRIVATE-SEND budi halo semua',
    '<%= config.bin %> raw GROUP-GET --json',
  ]
  static override args = {
    verb: completing('verb', string({ description: 'the keyword', required: true })),
    words: string({ description: 'its arguments', multiple: true }),
  }

  async run(): Promise<void> {
    const line = this.operands.join(' ')
    if (hasControl(line)) throw new UsageError('the request holds a line break or another control character')
    const verb = verbOf(line)
    const command = verb && elsewhere[verb]
    if (command) throw new UsageError(`${verb} is more than a line and its reply`, { hint: command })
    await this.withClient(
      async (client) => {
        const { value, text } = await client.send(line)
        if (value !== undefined) await this.out.json(value)
        else if (this.wantsJson) await this.out.json({ text })
        else await this.out.line(safe(text))
        if (verb && handsOut(verb)) {
          await this.out.delivered()
          await settle(client)
        }
      },
      { login: needsLogin(verb) },
    )
  }
}

/** What a verb that the table does not know needs, only the server knows. */
function needsLogin(verb: Verb | undefined): boolean | 'if-possible' {
  return verb ? rowOf(verb).session !== 'none' : 'if-possible'
}
