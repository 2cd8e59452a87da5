import { string } from '@oclif/core/args'
import { offerAt } from '../cli/completion/offer.js'
import { type ShellName, shells } from '../cli/completion/shells.js'
import { readSurface } from '../cli/completion/surface.js'
import { LocalCommand } from '../cli/local-command.js'

/** How long a shell waits for all of it, the start of this process included, in milliseconds. */
const BOUND = 200
/** What is left of that for the way out. */
const REST = 20

/** What a shell's script asks; never an error, since a person is in the middle of a line. */
export default class Complete extends LocalCommand<typeof Complete> {
  static override hidden = true
  static override summary = 'Tell a shell what may stand at the cursor'
  static override args = {
    shell: string({ description: 'which shell asks', required: true }),
    handed: string({ description: 'what it hands over', multiple: true }),
  }

  async run(): Promise<void> {
    const [name = '', ...handed] = this.operands
    const shell = Object.hasOwn(shells, name) ? await shells[name as ShellName]() : undefined
    const typed = shell?.read(handed)
    if (!shell || !typed) return
    const { env, cwd } = this.io
    try {
      const scene = { env, cwd, surface: readSurface(), left: BOUND - REST - performance.now() }
      const offer = await offerAt(typed.before, typed.current, scene)
      const lines = offer ? ['words', ...(await shell.write(offer, handed))] : ['files']
      await this.out.write(`${lines.join('\n')}\n`)
    } catch {
      // A config that is broken, a reader that has gone: other commands tell.
    } finally {
      this.io.leave?.()
    }
  }
}
