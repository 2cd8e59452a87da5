import { string } from '@oclif/core/args'
import { boolean, integer, option, string as text } from '@oclif/core/flags'
import { decodeArguments } from '../cli/args.js'
import { BaseCommand } from '../cli/base-command.js'
import { BoundedRegex } from '../cli/bounded-regex.js'
import { completing } from '../cli/completion/completes.js'
import { setting, userOf, variables } from '../cli/config.js'
import { CliError, UsageError } from '../cli/errors.js'
import { type EventCommand, runForEvent } from '../cli/event-command.js'
import { conversationOf, type EventFilter, eventTypes, isWanted } from '../cli/event-filter.js'
import { eventFormat } from '../cli/event-line.js'
import { fieldFlags } from '../cli/fields.js'
import { duration, parseDuration } from '../cli/flags.js'
import { safe } from '../cli/hostile-text.js'
import { Lanes } from '../cli/lanes.js'
import { listenNews } from '../cli/listen-news.js'
import { ChatError } from '../client/chat-error.js'
import { listen } from '../client/listen.js'
import type { Conversation } from '../client/listening/fetched.js'
import { BATCH_MESSAGES } from '../protocol/limits.js'
import { type ChatEvent, eventShape } from '../protocol/reply.js'

const REPLY_WITHIN = 10_000
const JOBS = 4

export default class Listen extends BaseCommand<typeof Listen> {
  static override summary = 'Tell what happens, as it happens'
  static override description =
    'Messages, presence of contacts and changes of groups, one a line. A lost connection is made again and the messages ' +
    'that were missed are caught up, each once. Nothing is fetched unless --fetch is given. Behind -- stand the ' +
    'arguments of the command that --exec names.'
  static override usage = ['listen', 'listen --exec COMMAND [-- ARGUMENT...]']
  static override examples = [
    '<%= config.bin %> listen --from budi',
    '<%= config.bin %> listen --json --count 1 --timeout 30s --match "^deploy "',
    '<%= config.bin %> listen --fetch --type message --exec ./answer -- --verbose',
  ]
  static override args = {
    argument: completing('file', string({ description: 'of the command that --exec names', multiple: true })),
  }
  static override flags = {
    ...fieldFlags(eventShape),
    count: integer({ description: 'end after so many events', helpValue: '<n>', min: 1 }),
    timeout: duration({
      description: `end after this long; with fewer than --count, exit 5 [${variables.timeout} bounds each reply]`,
    }),
    from: completing(
      'contact',
      text({
        description: 'only of this user; may be repeated',
        helpValue: '<name>',
        multiple: true,
        multipleNonGreedy: true,
      }),
    ),
    group: completing(
      'group',
      text({
        char: 'g',
        description: 'only of this group; may be repeated',
        helpValue: '<code>',
        multiple: true,
        multipleNonGreedy: true,
      }),
    ),
    match: text({
      description: 'only messages whose text this regular expression finds',
      helpValue: '<regex>',
    }),
    type: option({
      options: eventTypes,
      multiple: true,
      multipleNonGreedy: true,
      description: 'only these; may be repeated',
    })(),
    since: text({
      description: 'start behind the message with this id, - for the first one there is',
      helpValue: '<id>',
    }),
    fetch: boolean({
      description: 'start with what is unread, and count each message as fetched once it was handed on',
      exclusive: ['since', 'match'],
    }),
    exec: completing(
      'file',
      text({
        description: 'run this for each event, which it finds on its stdin as a line of JSON',
        helpValue: '<command>',
      }),
    ),
    shell: boolean({ description: 'let /bin/sh run what --exec says', dependsOn: ['exec'] }),
    jobs: integer({
      description: `how many of these may run at once, those of one conversation in order [default: ${JOBS}]`,
      helpValue: '<n>',
      min: 1,
      max: 256,
      dependsOn: ['exec'],
    }),
  }

  /** Fires when enough came. */
  readonly #enough = new AbortController()
  #isReady = false
  #count = 0
  #runs = 0
  #failures = 0

  /** --timeout is about the listening here. */
  protected override get patience(): number {
    const given = setting(undefined, variables.timeout, this.io.env)
    return given ? parseDuration(given.value) : REPLY_WITHIN
  }

  async run(): Promise<void> {
    const { count = Number.POSITIVE_INFINITY, timeout, jobs = JOBS } = this.flags
    const filter = this.#filter()
    const fetch = this.#fetched(filter)
    const since = this.#since()
    const command = await this.#command()
    if (this.isDryRun)
      return this.withClient(async (client) => void (await client.notifListen({ state: 'on' })))

    const format = await eventFormat(this.out)
    const ends = [this.signal, this.#enough.signal]
    if (timeout !== undefined) ends.push(AbortSignal.timeout(timeout))
    const lanes = new Lanes(jobs, () => this.#enough.abort())
    const events = listen({
      open: (signal) => this.openSession(signal),
      since,
      fetch,
      signal: AbortSignal.any(ends),
      tell: (news) => this.out.note(listenNews(news, this.server.value)),
    })
    for await (const event of events) {
      if (event.type === 'ready') {
        await this.#ready()
      } else if (this.#isWanted(event, filter)) {
        if (!command) await this.#write(event, format)
        else if (fetch) await this.#run(command, event)
        else await lanes.add(conversationOf(event), () => this.#run(command, event))
        if (++this.#count === count) this.#enough.abort()
      }
    }
    await lanes.done()
    this.#conclude()
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

  /** Where it fails for a message that is being fetched, that stays unread, and all behind it as well. */
  async #run(command: EventCommand, event: ChatEvent): Promise<void> {
    const exit = await runForEvent(command, event)
    this.#runs++
    if (exit !== 0) this.#failures++
    if (this.wantsJson) await this.out.json({ type: 'exec', exit, event })
    if (exit === 0) return
    const words = `the command exited with ${exit} for ${nameOf(event)}`
    if (this.flags.fetch && event.type === 'message') {
      throw new CliError('command-failed', `${words}, which stays unread`)
    }
    if (!this.wantsJson) this.out.note(words)
  }

  #conclude(): void {
    const { count = 0, timeout = 0 } = this.flags
    if (this.signal.aborted) throw new ChatError('aborted', 'interrupted')
    if (!this.#isReady) {
      const words = `no session at ${this.server.value} within ${timeout} ms`
      throw new CliError('unreachable', words)
    }
    if (this.#count < count) throw new CliError('fewer', `${this.#count} of ${count} events came in time`)
    if (this.#failures > 0) {
      throw new CliError('command-failed', `the command failed for ${this.#failures} of ${this.#runs} events`)
    }
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

const nameOf = (event: ChatEvent): string =>
  event.type === 'message' ? `message ${safe(event.message.id)}` : `an event of type ${safe(event.type)}`
