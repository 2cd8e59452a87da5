import { string } from '@oclif/core/args'
import { boolean } from '@oclif/core/flags'
import { checkArguments, DEFAULT_LIMITS, needsLargerLimit } from '../../cli/args.js'
import { BaseCommand } from '../../cli/base-command.js'
import { completing } from '../../cli/completion/completes.js'
import { type Conversation, groupFlag, readOperands, requestFor } from '../../cli/conversation.js'
import { CliError, UsageError } from '../../cli/errors.js'
import { fieldFlags } from '../../cli/fields.js'
import { safe } from '../../cli/hostile-text.js'
import { type Message, sendMessages } from '../../cli/send-messages.js'
import { serverLimits } from '../../cli/session.js'
import { BadText, lines, wholeText } from '../../cli/stdin.js'
import type { Client } from '../../client/client.js'
import type { Success } from '../../client/success.js'
import { verbs } from '../../protocol/verbs.js'

/** The most that is read from stdin as one text, in bytes; a line of it may be as long. */
const LONGEST = 16 * 1024 * 1024

export default class ChatSend extends BaseCommand<typeof ChatSend> {
  static override summary = 'Send a message to a user or a group'
  static override description =
    'TEXT is the message, - stands for all of stdin. A text that is longer than the server takes, or has several lines, ' +
    'is refused unless --split or --each-line says how to make messages of it. Empty lines are no messages.'
  static override usage = ['chat send TO TEXT', 'chat send --group CODE TEXT', 'chat send TO --each-line -']
  static override examples = [
    "<%= config.bin %> chat send budi 'halo, apa kabar?'",
    "<%= config.bin %> chat send --group k3x9m2p7q4r8 'halo semua'",
    '$ date | <%= config.bin %> chat send budi -',
    '$ tail -f log | <%= config.bin %> chat send budi --each-line --split -',
  ]
  static override args = {
    to: completing('contact', string({ description: 'a user; left out with --group' })),
    text: string({ description: 'the message, or - for stdin' }),
  }
  static override flags = {
    ...fieldFlags(verbs['CHAT-PRIVATE-SEND'].value),
    group: groupFlag,
    'each-line': boolean({ description: 'send each line of stdin as a message, over one connection' }),
    split: boolean({ description: 'cut at line ends, and at words to the length that the server takes' }),
  }

  async run(): Promise<void> {
    const { group, split, 'each-line': eachLine } = this.flags
    const { who, rest } = readOperands(this.operands, group, ['TO', 'TEXT'], eachLine ? 1 : 0)
    const [text = '-'] = rest
    // A name of the wrong form is told before stdin is read.
    requestFor('CHAT-PRIVATE-GET', who)
    if (eachLine) {
      if (text !== '-') throw new UsageError('--each-line reads stdin: write - in place of the text')
      const stdin = this.io.stdin()
      return this.#sendAll(who, linesOfStdin(stdin), () => stdin.destroy())
    }
    const whole = text === '-' ? await this.#allOfStdin() : text
    if (split) return this.#sendAll(who, linesOf(whole))
    return this.#sendOne(who, whole)
  }

  async #sendOne(who: Conversation, message: string): Promise<void> {
    try {
      const { verb, args } = requestFor('CHAT-PRIVATE-SEND', who, { message })
      const success = await this.withClient((client) => this.request(client, verb, args))
      await this.writeSuccess(success, ({ id }) => this.out.line(`Sent, id ${safe(id)}.`))
    } catch (error) {
      throw withWayOut(error, message)
    }
  }

  /** Sends what may be many messages, and stops at the first that fails. */
  async #sendAll(who: Conversation, texts: AsyncIterable<Message>, stop = () => {}): Promise<void> {
    const count = await this.withClient(async (client, opened) => {
      await opened
      return sendMessages(client, {
        who,
        messages: this.#fitting(client, who, texts),
        stop,
        signal: this.signal,
        sent: (success) => (this.isFormatted ? this.#tell(success) : undefined),
      })
    })
    if (!this.isFormatted) await this.out.line(`Sent ${count} ${count === 1 ? 'message' : 'messages'}.`)
  }

  async #tell(success: Success<'CHAT-PRIVATE-SEND'>): Promise<void> {
    const { value } = success
    if (value) await this.out.line(this.lineOf(value, () => safe(value.id)))
    else await this.writeSuccess(success, async () => {})
  }

  /** Each text as messages that the server takes; throws at the first that it would not. */
  async *#fitting(client: Client, who: Conversation, texts: AsyncIterable<Message>): AsyncGenerator<Message> {
    let limits = DEFAULT_LIMITS
    let isAsked = this.isDryRun
    for await (const { text, line } of texts) {
      if (/^ *$/.test(text)) continue
      const { verb, args } = this.#checked(who, { text, line })
      if (!isAsked && needsLargerLimit(verb, args)) {
        limits = await serverLimits(client)
        isAsked = true
      }
      if (this.flags.split) {
        const { splitMessage } = await import('../../cli/split-message.js')
        // A code point takes four bytes at most, and the rest of the line its share.
        const most = Math.min(limits.argument, Math.floor((limits.line - ADDRESS_BYTES) / 4))
        for (const piece of splitMessage(text, most)) yield { text: piece, line }
      } else {
        try {
          checkArguments(verb, args, limits)
        } catch (error) {
          throw at(line, withWayOut(error, text))
        }
        yield { text, line }
      }
    }
  }

  #checked(who: Conversation, { text, line }: Message) {
    try {
      return requestFor('CHAT-PRIVATE-SEND', who, { message: text })
    } catch (error) {
      throw at(line, error)
    }
  }

  async #allOfStdin(): Promise<string> {
    const text = await wholeText(this.wholeStdin(), LONGEST)
    if (text instanceof BadText) throw unreadable(text)
    return text.replace(/\r?\n$/, '')
  }
}

/** What a keyword and a name or code, all of the longest, take of a line. */
const ADDRESS_BYTES = 1024

async function* linesOfStdin(stdin: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  let line = 0
  for await (const text of lines(stdin, LONGEST)) {
    line++
    if (text instanceof BadText) throw at(line, unreadable(text))
    yield { text, line }
  }
}

async function* linesOf(text: string): AsyncGenerator<Message> {
  for (const line of text.split(/\r?\n/)) yield { text: line }
}

const unreadable = ({ fault }: BadText) =>
  new UsageError(
    fault === 'not-utf8' ? 'stdin is not UTF-8' : `stdin has more than ${LONGEST} bytes in one text`,
  )

function at(line: number | undefined, error: unknown): unknown {
  if (line === undefined || !(error instanceof CliError)) return error
  const { code, message, hint, definite } = error
  return new CliError(code, `line ${line} of stdin: ${message}`, { hint, definite, cause: error })
}

/** Names what makes messages of a text that is none as it stands. */
function withWayOut(error: unknown, text: string): unknown {
  if (!(error instanceof CliError)) return error
  const { code, message } = error
  if (code === 'over-limit') {
    return new CliError(code, message, { hint: '--split, which cuts it into several messages', cause: error })
  }
  if (code === 'usage' && /[\r\n]/.test(text)) {
    const hint = '--split, which makes a message of each line, or --each-line - for lines of stdin'
    return new CliError(code, message, { hint, cause: error })
  }
  return error
}
