import type { Readable } from 'node:stream'
import type { Interfaces } from '@oclif/core'
import type { Command } from '@oclif/core/command'
import { ChatError } from '../client/chat-error.js'
import type { Client } from '../client/client.js'
import { onAbort } from '../client/on-abort.js'
import type { Success } from '../client/success.js'
import type { TlsOptions } from '../client/transport.js'
import type { Credentials, Held } from '../credentials/credentials.js'
import type { Secret } from '../credentials/environment.js'
import type { ArgumentsOf, PlainVerb, ValueOf, Verb } from '../protocol/verbs.js'
import { checkArguments, DEFAULT_LIMITS, type Limits, needsLargerLimit } from './args.js'
import type { Setting } from './config.js'
import { dryRun } from './dry-run.js'
import type { CliError } from './errors.js'
import { serverFlags } from './flags.js'
import { safe } from './hostile-text.js'
import { LocalCommand } from './local-command.js'
import { openCredentials } from './open-credentials.js'
import { type Resolved, resolveConfig } from './resolve-config.js'
import { secretFor, withheld } from './secret-for.js'
import { notLoggedIn, type Opened, openSession, serverLimits, type Target, withSession } from './session.js'
import { trustAt } from './trust.js'

type SharedFlags = Interfaces.InferredFlags<typeof serverFlags>

/** What every command shares that talks to a server. */
export abstract class BaseCommand<T extends typeof Command> extends LocalCommand<T> {
  static override baseFlags: Interfaces.FlagInput = serverFlags

  /** The server's origin (`scheme://host:port`). */
  protected server!: Setting<string>
  /** Who was named; the store knows who it is otherwise. */
  protected user: Setting<string> | undefined
  /** Whom to trust, where the way to the server is encrypted. */
  protected tls: TlsOptions | undefined
  #config!: Resolved
  protected credentials!: Credentials

  protected override async init(): Promise<void> {
    await super.init()
    this.#config = await resolveConfig(this.#shared, this.io)
    this.server = this.#config.server
    this.user = this.#config.user
    const { insecure } = this.#shared
    this.tls = await trustAt(this.server.value, { ca: this.#config.ca, insecure }, (text) =>
      this.out.note(text),
    )
    this.credentials = openCredentials(this.io)
  }

  /**
   * Runs `use` over a connection and closes it. Unless `login` is false a session is opened first, with `secret`, by
   * default that of the environment or the store for this server and user; the login (whose outcome is `opened`) and
   * what `use` sends first share a round trip, and where the login fails its error is the one thrown. Without a secret
   * the server is reached all the same (exit 3 before 4), and `use` runs only with `login: 'if-possible'`.
   */
  protected async withClient<R>(
    use: (client: Client, opened: Promise<Opened | undefined>) => Promise<R>,
    { login = true, ...given }: { login?: boolean | 'if-possible'; secret?: Secret | undefined } = {},
  ): Promise<R> {
    const secret = login ? (given.secret ?? (await this.findSecret())) : undefined
    const target = this.#target(secret)
    if (this.isDryRun) {
      if (login === true && !secret)
        this.out.note(`nobody is logged in at ${target.origin}: no login is shown`)
      return this.#show(await dryRun(target, use))
    }
    return withSession(target, async (client, opened) => {
      if (login === true && !secret) throw this.#notLoggedIn()
      return use(client, opened)
    })
  }

  /**
   * Opens a connection with a session, for a command that needs one after the other; the secret is looked up each time,
   * so that a new login counts. Without one the server is reached all the same (exit 3 before 4).
   */
  protected async openSession(signal: AbortSignal): Promise<Client> {
    const secret = await this.findSecret()
    const client = await openSession({ ...this.#target(secret), signal })
    if (secret) return client
    client.reset()
    throw this.#notLoggedIn()
  }

  /** Sends a request after a check of its arguments; a server is asked for its limits only where the usual ones are exceeded. */
  protected async request<V extends PlainVerb>(client: Client, verb: V, args: ArgumentsOf<V>) {
    checkArguments(verb, args, await this.limitsFor(client, verb, args))
    return client.request(verb, args)
  }

  /**
   * Writes what a verb's `success` said: its value as `writeValue` does; where the server says it in words of its own,
   * as older servers do, those words, or `{"text": …}` under --json.
   */
  protected async writeSuccess<V extends Verb>(
    { value, text }: Success<V>,
    render: (value: NonNullable<ValueOf<V>>) => Promise<void>,
  ): Promise<void> {
    if (value !== undefined && value !== null) return this.writeValue(value, () => render(value))
    return this.wantsJson ? this.out.json({ text }) : this.out.line(safe(text))
  }

  /** The limits to hold the arguments against: the server's own where the usual ones are exceeded and it can be asked. */
  protected async limitsFor<V extends Verb>(client: Client, verb: V, args: ArgumentsOf<V>): Promise<Limits> {
    return needsLargerLimit(verb, args) && !this.isDryRun ? serverLimits(client) : DEFAULT_LIMITS
  }

  /** stdin, for who sends nothing before its end: an interruption ends it with that error. */
  protected wholeStdin(): Readable {
    const stdin = this.io.stdin()
    const interrupted = new ChatError('aborted', 'interrupted', { definite: true })
    onAbort(this.signal, () => stdin.destroy(interrupted))
    return stdin
  }

  /** What logs this command in: the environment's secret, else the store's. */
  protected async findSecret(): Promise<Secret | undefined> {
    return this.environmentSecret() ?? (await this.findStored())?.credential
  }

  /** The environment's secret, where it is meant for this server and user. */
  protected environmentSecret(): Secret | undefined {
    return secretFor(this.#config, this.io.env)
  }

  /** What the store holds for this server and the named user, by default who logged in there last. */
  protected async findStored(): Promise<Held | undefined> {
    const user = await this.storedUser()
    return user === undefined ? undefined : this.credentials.find({ origin: this.server.value, user })
  }

  /** The named user, by default who logged in to this server last. */
  protected async storedUser(): Promise<string | undefined> {
    return this.user?.value ?? (await this.credentials.list(this.server.value))[0]?.user
  }

  /** How long to wait for the server, in milliseconds. */
  protected get patience(): number {
    return this.#config.timeout.value
  }

  #target(secret: Secret | undefined): Target {
    const { trace } = this.#shared
    return {
      origin: this.server.value,
      secret,
      timeout: this.patience,
      tls: this.tls,
      signal: this.signal,
      trace: trace ? (direction, line) => this.out.note(`${ARROWS[direction]} ${safe(line)}`) : undefined,
    }
  }

  #notLoggedIn(): CliError {
    const unused = withheld(this.#config, this.io.env)
    if (unused) this.out.note(unused)
    return notLoggedIn(this.server.value, this.user?.value)
  }

  /** Whether to show what would be sent instead of sending it. */
  protected get isDryRun(): boolean {
    return this.#shared['dry-run']
  }

  /** Ends a dry run: there is no result to go on with. */
  async #show(lines: readonly string[]): Promise<never> {
    if (this.wantsJson) await this.out.json(lines)
    else for (const line of lines) await this.out.line(safe(line))
    return this.exit(0)
  }

  get #shared(): SharedFlags {
    return this.flags as unknown as SharedFlags
  }
}

const ARROWS = { sent: '>', received: '<' } as const
