import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { string } from '@oclif/core/args'
import { boolean, string as text } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { completing } from '../../cli/completion/completes.js'
import { groupFlag, readOperands, requestFor } from '../../cli/conversation.js'
import { UsageError } from '../../cli/errors.js'
import { fieldFlags } from '../../cli/fields.js'
import { safe } from '../../cli/hostile-text.js'
import { localName } from '../../cli/local-name.js'
import { Progress, progressPlace } from '../../cli/progress.js'
import { showSize } from '../../cli/size.js'
import { fileTarget, isFolder, type TransferTarget } from '../../cli/transfer-target.js'
import type { Download } from '../../client/download.js'
import { record, string as words } from '../../protocol/shape.js'
import { verbs } from '../../protocol/verbs.js'

const { fields } = verbs['FILE-GET-PRIVATE'].value

export default class FileGet extends BaseCommand<typeof FileGet> {
  static override summary = 'Fetch a file of a conversation'
  static override description =
    'The file is saved in this folder under the name that it was sent with, made harmless, or where -o says. It ' +
    'appears only once it is complete and its checksum is right; what exists already is not overwritten without ' +
    '--force. --timeout bounds the silence, not the transfer.'
  static override usage = ['file get FROM CODE', 'file get --group CODE FILE']
  static override examples = [
    '<%= config.bin %> file get budi 7hq2v9d4m1xs',
    '<%= config.bin %> file get --group k3x9m2p7q4r8 7hq2v9d4m1xs -o - | file -',
  ]
  static override args = {
    from: completing('contact', string({ description: 'a user; left out with --group' })),
    code: string({ description: "the file's code" }),
  }
  static override flags = {
    ...fieldFlags(record({ ...fields, path: words })),
    group: groupFlag,
    output: text({
      char: 'o',
      description: 'where to save it: a file, a folder, or - for stdout',
      helpValue: '<path>',
    }),
    force: boolean({ description: 'overwrite what exists' }),
    preview: boolean({ description: 'show a picture, on a terminal with colours', allowNo: true }),
  }

  async run(): Promise<void> {
    const { group, output } = this.flags
    const { who, rest } = readOperands(this.operands, group, ['FROM', 'CODE'])
    const { verb, args } = requestFor('FILE-GET-PRIVATE', who, { file: rest[0] ?? '' })
    const place = await this.#place(output)
    await this.withClient(async (client) => {
      const download = await client.download(verb, args)
      try {
        await this.#save(download, await place(download.value?.name ?? args.file))
      } catch (error) {
        // The bytes are on their way, and nobody takes them.
        client.reset()
        throw error
      }
    })
  }

  async #save(download: Download<'FILE-GET-PRIVATE'>, { target, path }: Place): Promise<void> {
    const { value, size, bytes } = download
    const progress = new Progress(progressPlace(this.out), path ?? 'stdout', size)
    try {
      await target.receive(progress.counting(bytes))
    } finally {
      progress.end()
    }
    if (path === undefined) return
    await this.writeValue({ ...value, path }, () => this.out.line(`Saved ${safe(path)} (${showSize(size)}).`))
    if (this.flags.preview && !this.isFormatted) await this.#preview(path)
  }

  /** Never in a pipe: whoever reads there asked for no picture of coloured blocks. */
  async #preview(path: string): Promise<void> {
    if (!this.out.isTerminal || !this.out.colour) return
    const { picture } = await import('../../cli/picture.js')
    const shown = await picture(await readFile(path), this.out.columns)
    if (shown === undefined) this.out.note(`${safe(path)} is no picture that can be shown here`)
    else await this.out.line(shown)
  }

  /** Where the bytes go, as far as it can be told before the name is known: what is wrong is told before the download. */
  async #place(output: string | undefined): Promise<(name: string) => Promise<Place>> {
    const { force } = this.flags
    if (output === '-') {
      if (this.isFormatted) {
        throw new UsageError(
          '-o - and what --json, --plain or --fields writes both go to stdout: leave one out',
        )
      }
      if (this.out.isTerminal) {
        throw new UsageError('a terminal would obey the bytes of the file', {
          hint: '-o PATH, or a pipe behind -o -',
        })
      }
      return async () => ({ target: this.#stdout })
    }
    if (output === undefined || (await isFolder(output))) {
      return async (name) => {
        const path = join(output ?? '', localName(name))
        return { target: await fileTarget(path, { force }), path }
      }
    }
    const target = await fileTarget(output, { force })
    return async () => ({ target, path: output })
  }

  get #stdout(): TransferTarget {
    return {
      receive: async (bytes) => {
        for await (const chunk of bytes) await this.out.write(chunk)
      },
    }
  }
}

interface Place {
  readonly target: TransferTarget
  /** Undefined for stdout. */
  readonly path?: string
}
