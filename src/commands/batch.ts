import { boolean } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { runBatch } from '../cli/batch.js'
import { CliError } from '../cli/errors.js'
import { lines } from '../cli/stdin.js'

/** The longest line in bytes: a request with every character of it escaped. */
const LONGEST = 1024 * 1024

export default class Batch extends BaseCommand<typeof Batch> {
  static override summary = 'Make many requests from stdin over one connection'
  static override description =
    'Each line of stdin is a request, {"verb":…,"args":{…},"id":…} with an id only if wanted; each line of stdout is ' +
    'its result, in order: {"id":…,"ok":true,"value":…} or {"id":…,"ok":false,"error":{"code":…,"message":…}}. ' +
    'A request that fails does not end the batch; the exit code is then 1.'
  static override examples = [
    `$ echo '{"verb":"CHAT-PRIVATE-SEND","args":{"name":"budi","message":"halo"}}' | <%= config.bin %> batch`,
    '<%= config.bin %> batch < requests.ndjson > results.ndjson',
  ]
  static override flags = {
    login: boolean({
      description: 'log in first; --no-login where the requests do it',
      default: true,
      allowNo: true,
    }),
  }

  async run(): Promise<void> {
    const { count, failed, lost } = await this.withClient(
      async (client, opened) => {
        await opened
        const stdin = this.io.stdin()
        const input = lines(stdin, LONGEST)
        return runBatch(client, { input, out: this.out, stop: () => stdin.destroy(), signal: this.signal })
      },
      { login: this.flags.login },
    )
    if (lost) {
      const { code, message, definite } = lost
      throw new CliError(code, `${message} (${failed} of ${count} requests failed)`, {
        definite,
        cause: lost,
      })
    }
    if (failed === 0) return
    if (!this.wantsJson) this.out.note(`${failed} of ${count} requests failed`)
    this.exit(1)
  }
}
