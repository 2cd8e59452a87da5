import { basename } from 'node:path'
import { string } from '@oclif/core/args'
import { string as text } from '@oclif/core/flags'
import { checkArguments, DEFAULT_LIMITS, needsLargerLimit } from '../../cli/args.js'
import { BaseCommand } from '../../cli/base-command.js'
import { completing } from '../../cli/completion/completes.js'
import { groupFlag, readOperands, requestFor } from '../../cli/conversation.js'
import { CliError } from '../../cli/errors.js'
import { fieldFlags } from '../../cli/fields.js'
import { safe } from '../../cli/hostile-text.js'
import { Progress, progressPlace } from '../../cli/progress.js'
import { serverLimits } from '../../cli/session.js'
import { showSize } from '../../cli/size.js'
import { TransferSource } from '../../cli/transfer-source.js'
import { verbs } from '../../protocol/verbs.js'

export default class FileSend extends BaseCommand<typeof FileSend> {
  static override summary = 'Send a file to a user or a group'
  static override description =
    'Only the last part of PATH is sent along, as the name. --timeout bounds the silence, not the transfer.'
  static override usage = ['file send TO PATH', 'file send --group CODE PATH']
  static override examples = [
    '<%= config.bin %> file send budi foto.jpg',
    "<%= config.bin %> file send --group k3x9m2p7q4r8 --name 'pantai.jpg' /tmp/IMG_0042.jpg",
  ]
  static override args = {
    to: completing('contact', string({ description: 'a user; left out with --group' })),
    path: completing('file', string({ description: 'the file' })),
  }
  static override flags = {
    ...fieldFlags(verbs['FILE-SEND-PRIVATE'].value),
    group: groupFlag,
    name: text({ description: 'the name to send it under', helpValue: '<name>' }),
  }

  async run(): Promise<void> {
    const { group, name } = this.flags
    const { who, rest } = readOperands(this.operands, group, ['TO', 'PATH'])
    const [path = ''] = rest
    const source = await TransferSource.open(path)
    try {
      const words = { path: name ?? basename(path), size: String(source.size) }
      const { verb, args } = requestFor('FILE-SEND-PRIVATE', who, words)
      const success = await this.withClient(async (client) => {
        checkArguments(verb, args, needsLargerLimit(verb, args) ? await serverLimits(client) : DEFAULT_LIMITS)
        const progress = new Progress(progressPlace(this.out), args.path, source.size)
        try {
          return await client.upload(verb, args, source.bytes(), {
            progress: (sent) => progress.update(sent),
          })
        } finally {
          progress.end()
        }
      })
      await this.writeSuccess(success, ({ code, name, size }) =>
        this.out.line(`Sent ${safe(name)} (${showSize(size)}), code ${safe(code)}.`),
      )
    } catch (error) {
      throw name === undefined ? withWayOut(error) : error
    } finally {
      await source.close()
    }
  }
}

/** The name of a file is its sender's to choose: one that cannot be sent is no reason to rename it. */
function withWayOut(error: unknown): unknown {
  if (!(error instanceof CliError) || !/^path /.test(error.message)) return error
  const message = error.message.replace(/^path/, "the file's name")
  return new CliError(error.code, message, {
    hint: '--name NAME, to send it under another name',
    cause: error,
  })
}
