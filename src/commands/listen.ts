import { string } from '@oclif/core/args'
import { decodeArguments } from '../cli/args.js'
import { BaseCommand } from '../cli/base-command.js'
import { BoundedRegex } from '../cli/bounded-regex.js'
import { completing } from '../cli/completion/completes.js'
import { setting, userOf, variables } from '../cli/config.js'
import { CliError, UsageError } from '../cli/errors.js'
import type { EventCommand } from '../cli/event-command.js'
import { type EventFilter, isWanted, nameOf } from '../cli/event-filter.js'
import { eventFormat } from '../cli/event-line.js'
import { EventRuns } from '../cli/event-runs.js'
import { parseDuration } from '../cli/flags.js'
import { safe } from '../cli/hostile-text.js'
import { JOBS, listenFlags } from '../cli/listen-flags.js'
import { listenNews } from '../cli/listen-news.js'
import { unknownGroups } from '../cli/unknown-groups.js'
import { Webhook, type WebhookOptions } from '../cli/webhook/webhook.js'
import { webhookOptions } from '../cli/webhook/webhook-options.js'
import { ChatError } from '../client/chat-error.js'
import type { Client } from '../client/client.js'
import { listen } from '../client/listen.js'
import type { Conversation } from '../client/listening/fetched.js'
import { onAbort } from '../client/on-abort.js'
import { BATCH_MESSAGES } from '../protocol/limits.js'
import type { ChatEvent } from '../protocol/reply.js'

const REPLY_WITHIN = 10_000

export default class Listen extends BaseCommand<typeof Listen> {
  static override summary = 'Tell what happens, as it happens'
  static override description =
    'Messages, presence of contacts and changes of groups, one a line. A lost connection is made again and the messages ' +
    'that were missed are caught up, each once. Nothing is fetched unless --fetch is given. Behind -- stand the ' +
    'arguments of the command that --exec names.'
  static override usage = [
    'listen',
    'listen --exec COMMAND [-- ARGUMENT...]',
    'listen --webhook URL [--resume]',
    'listen --webhook URL --replay FILE',
  ]
  static override examples = [
    '<%= config.bin %> listen --from budi',
    '<%= config.bin %> listen --json --count 1 --timeout 30s --match "^deploy "',
    '<%= config.bin %> listen --fetch --type message --exec ./answer -- --verbose',
    '<%= config.bin %> listen --webhook https://hooks.example/chat --resume',
  ]
  static override args = {
    argument: completing('file', string({ description: 'of the command that --exec names', multiple: true })),
  }
  static override flags = listenFlags

  /** Fires when nothing more is to be listened to. */
  readonly #enough = new AbortController()
  /** Fires when the time is over, or when this is to end. */
  readonly #end = new AbortController()
  #isReady = false
  #areGroupsChecked = false
  #count = 0

  /** --timeout is about the listening here. */
  protected override get patience(): number {
    const given = setting(undefined, variables.timeout, this.io.env)
    return given ? parseDuration(given.value) : REPLY_WITHIN
  }

  async run(): Promise<void> {
    const { webhook: url, replay } = this.flags
    if (url !== undefined && replay !== undefined) return this.#replay(url, replay)
    const filter = this.#filter()
    const fetch = this.#fetched(filter)
    const command = await this.#command()
    const given = this.#since()
    if (this.isDryRun)
      return this.withClient(async (client) => void (await client.notifListen({ state: 'on' })))

    const format = await eventFormat(this.out)
    const runs = command && this.#runsOf(command)
    const webhook =
      url === undefined
        ? undefined
        : await Webhook.open(await this.#webhookOptions(url, await this.#account()))
    const forget = this.#watch()
    webhook?.stopWith(this.#end.signal)
    try {
      const events = listen({
        open: (signal) => this.#open(signal),
        since: this.flags.resume ? webhook?.place : given,
        fetch,
        signal: this.#enough.signal,
        tell: (news) => this.out.note(listenNews(news, this.server.value)),
      })
      for await (const event of events) {
        if (event.type === 'ready') {
          if (event.place !== undefined) webhook?.goOnFrom(event.place)
          await this.#ready()
        } else if (this.#isWanted(event, filter)) {
          await webhook?.add(event, this.server.value)
          await (runs ? runs.add(event) : this.#write(event, format))
          if (++this.#count === this.flags.count) this.#enough.abort()
        }
      }
      await runs?.done()
      await webhook?.done()
      this.#conclude(runs, webhook)
    } finally {
      forget()
      await webhook?.close()
    }
  }

  /** A session; at the first a group that nothing can come of is told. */
  async #open(signal: AbortSignal): Promise<Client> {
    const client = await this.openSession(signal)
    const { group } = this.flags
    if (!group || this.#areGroupsChecked) return client
    try {
      for (const code of await unknownGroups(client, group)) {
        this.out.note(
          `you are in no group ${safe(code)}: nothing of it shows before you join; your groups: pychat group get`,
        )
      }
    } catch (error) {
      client.reset()
      throw error
    }
    this.#areGroupsChecked = true
    return client
  }

  /** Watches the time and the signals. Returns how to let go of them. */
  #watch(): () => void {
    const end = () => {
      this.#end.abort()
      this.#enough.abort()
    }
    const { timeout } = this.flags
    const timer = timeout === undefined ? undefined : setTimeout(end, timeout)
    const forget = onAbort(this.signal, end)
    if (this.signal.aborted) end()
    return () => {
      clearTimeout(timer)
      forget()
    }
  }

  #runsOf(command: EventCommand): EventRuns {
    const { fetch: fetches, jobs: atOnce = JOBS } = this.flags
    const { out, wantsJson } = this
    return new EventRuns(command, { out, wantsJson, fetches, atOnce, failed: () => this.#enough.abort() })
  }

  async #ready(): Promise<void> {
    this.#isReady = true
    if (this.wantsJson) await this.out.json({ type: 'ready' })
    else this.out.note(`listening at ${this.server.value}`)
  }

  #isWanted(event: ChatEvent, filter: EventFilter): boolean {
    const answer = isWanted(event, filter)
    if (answer === undefined) this.out.note(`${nameOf(event)} took too long to match and was left out`)
    return answer === true
  }

  async #write(event: ChatEvent, format: (event: ChatEvent) => string): Promise<void> {
    await this.out.line(this.lineOf(event, () => format(event)))
    if (this.flags.fetch) await this.out.delivered()
  }

  #conclude(runs: EventRuns | undefined, webhook: Webhook | undefined): void {
    const { count = 0, timeout = 0 } = this.flags
    if (this.signal.aborted) {
      webhook?.noteLeft()
      throw new ChatError('aborted', 'interrupted')
    }
    if (!this.#isReady) {
      const words = `no session at ${this.server.value} within ${timeout} ms`
      throw new CliError('unreachable', words)
    }
    if (this.#count < count) throw new CliError('fewer', `${this.#count} of ${count} events came in time`)
    runs?.conclude()
    webhook?.conclude()
  }

  /** Whose events these are. A token of the environment knows that alone, so the server is asked. */
  async #account(): Promise<string | undefined> {
    const secret = this.environmentSecret()
    if (secret?.kind !== 'token') return this.storedUser()
    const opened = await this.withClient((_client, opened) => opened, { secret })
    return opened?.user ?? secret.user
  }

  async #webhookOptions(url: string, user?: string): Promise<WebhookOptions> {
    const { credentials, out } = this
    const failed = () => this.#enough.abort()
    return webhookOptions(url, this.flags, {
      ...{ origin: this.server.value, user, env: this.io.env },
      ...{ credentials, out, failed },
    })
  }

  async #replay(url: string, file: string): Promise<void> {
    await Webhook.replay(file, this.signal, await this.#webhookOptions(url))
    if (this.signal.aborted) throw new ChatError('aborted', 'interrupted')
  }

  #filter(): EventFilter {
    const { from, group, type, match } = this.flags
    return {
      from: from?.map(userOf),
      group,
      type,
      match: match === undefined ? undefined : new BoundedRegex(match),
    }
  }

  /** The conversations to fetch from, if any: each can only be fetched whole. */
  #fetched({ from, group }: EventFilter): readonly Conversation[] | 'all' | undefined {
    if (!this.flags.fetch) return undefined
    if (from && group) {
      throw new UsageError('--fetch takes all of a conversation: give --from or --group, not both')
    }
    return from?.map((from) => ({ from })) ?? group?.map((group) => ({ group })) ?? 'all'
  }

  #since(): string | null | undefined {
    const { since } = this.flags
    if (since === undefined) return undefined
    return decodeArguments('NOTIF-SINCE', { after: since, limit: String(BATCH_MESSAGES) }).after
  }

  async #command(): Promise<EventCommand | undefined> {
    const { exec: command, shell } = this.flags
    const args = this.operands
    if (command === undefined) {
      if (args.length === 0) return undefined
      throw new UsageError(`unexpected argument: ${args[0]}`, { hint: 'pychat listen --help' })
    }
    if (args.length > 0 && !this.argv.includes('--')) {
      throw new UsageError(
        `put -- before the arguments of the command: --exec ${command} -- ${args.join(' ')}`,
      )
    }
    const user = this.user?.value ?? (await this.findSecret())?.user
    const env = {
      ...this.io.env,
      [variables.server]: this.server.value,
      ...(user !== undefined && { [variables.user]: user }),
    }
    return { command, args, shell, env, output: this.wantsJson ? 'stderr' : 'stdout' }
  }
}
