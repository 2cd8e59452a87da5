import { type Finding, fail, skip } from '../cli/doctor/finding.js'
import { examineCompletion, examineKeychain, examineNode, examineTerminal } from '../cli/doctor/machine.js'
import type { Found } from '../cli/doctor/server.js'
import { examineServer } from '../cli/doctor/server.js'
import { examineSettings } from '../cli/doctor/settings.js'
import { writeFindings } from '../cli/doctor/write-findings.js'
import { exitCodes } from '../cli/exit-codes.js'
import { serverFlags } from '../cli/flags.js'
import { LocalCommand } from '../cli/local-command.js'
import { openCredentials } from '../cli/open-credentials.js'
import type { Resolved } from '../cli/resolve-config.js'
import { secretFor } from '../cli/secret-for.js'
import { trustAt } from '../cli/trust.js'
import { ChatError } from '../client/chat-error.js'

const { profile, server, user, timeout, ca, insecure } = serverFlags

export default class Doctor extends LocalCommand<typeof Doctor> {
  static override summary = 'Look at all that a command needs, and tell what to type where something is wrong'
  static override description =
    'Each check is ok, warn, fail, or skip where it could not be made. The exit code is that of the first failure, as a ' +
    'command would meet it. Nothing is posted and nothing fetched; --timeout bounds what is asked of the server, 3 s the keychain.'
  static override examples = [
    '<%= config.bin %> doctor',
    "<%= config.bin %> doctor --json | jq -r '.checks[].found'",
  ]
  static override flags = { profile, server, user, timeout, ca, insecure }

  async run(): Promise<void> {
    const keychain = examineKeychain(this.io)
    const { finding: settings, resolved } = await examineSettings(this.flags, this.io)
    const found = resolved ? this.#findSecret(resolved) : undefined
    const about = resolved && found ? await this.#examineServer(resolved, found) : unknowable
    const checks = [
      examineNode(),
      settings,
      ...about,
      await keychain,
      examineTerminal(this.io),
      examineCompletion(this.io),
    ]
    const judged = checks.map((one) => this.#withTimeout(one, resolved))
    const secret = (await found?.catch(() => undefined))?.secret?.secret
    const shown = secret
      ? judged.map((one) => ({ ...one, found: one.found.replaceAll(secret, '***') }))
      : judged
    const exit = shown.find(({ status }) => status === 'fail')?.exit ?? 0
    if (this.wantsJson) await this.out.json({ exit, checks: shown.map(({ exit: _, ...check }) => check) })
    else await writeFindings(shown, this.out)
    if (exit !== 0) this.exit(exit)
  }

  async #examineServer(resolved: Resolved, found: Promise<Found>): Promise<Finding[]> {
    const { value: patience } = resolved.timeout
    // Node 20 may collect AbortSignal.timeout() while only AbortSignal.any() knows of it.
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), patience)
    const origin = resolved.server.value
    const trust = { ca: resolved.ca, insecure: this.flags.insecure }
    const target = {
      origin,
      user: resolved.user?.value,
      timeout: patience,
      signal: AbortSignal.any([this.signal, late.signal]),
      trusting: () => trustAt(origin, trust, (text) => this.out.note(text)),
    }
    return examineServer(target, found).finally(() => clearTimeout(timer))
  }

  /** The time that all of it may take is over: nobody interrupted. */
  #withTimeout(finding: Finding, resolved: Resolved | undefined): Finding {
    if (finding.exit !== exitCodes.aborted || this.signal.aborted || !resolved) return finding
    const words = `not done within ${resolved.timeout.value} ms, which is for all checks together`
    return fail(finding.check, new ChatError('timeout', words))
  }

  /** What a command would log in with. */
  async #findSecret(resolved: Resolved): Promise<Found> {
    const fromEnvironment = secretFor(resolved, this.io.env)
    if (fromEnvironment) return { secret: fromEnvironment, place: 'the environment' }
    const credentials = openCredentials(this.io)
    const origin = resolved.server.value
    const user = resolved.user?.value ?? (await credentials.list(origin))[0]?.user
    const held = user === undefined ? undefined : await credentials.find({ origin, user })
    return { secret: held?.credential, place: held?.place ?? '' }
  }
}

const unknowable = ['server', 'protocol', 'round trip', 'credential', 'clock'].map((check) =>
  skip(check, 'the config does not say where'),
)
