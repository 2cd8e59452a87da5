import type { OpenTransport } from '../client/transport.js'
import type { Accounts } from './accounts.js'
import { Actor, type Stage } from './actor.js'
import type { Case } from './cases.js'
import { enact, orRefused } from './exchange.js'
import { Failure } from './failure.js'
import type { Account, Exchange, Facts, Profile } from './profile.js'
import type { Launch } from './running-server.js'
import type { ActorOptions } from './schema.js'
import { fill } from './template.js'
import { together } from './together.js'
import { Transcript } from './transcript.js'

/** Where cases run. */
export interface Place {
  readonly server: URL
  readonly open: OpenTransport
  readonly profile: Profile
  readonly facts: Facts
  readonly accounts: Accounts
  /** Starts a server for a case that needs its own. */
  readonly launch?: Launch | undefined
  /** Whether the timelines of cases that held are wanted too. */
  readonly keepTranscripts: boolean
  /** In milliseconds, before the scale. */
  readonly timeout: number
  readonly timeScale: number
  readonly signal: AbortSignal
}

/** A case's actors, the accounts that were made up for them, and all that its names stand for. */
export class Cast {
  readonly transcript: Transcript
  readonly scope = new Map<string, unknown>()
  readonly #actors: ReadonlyMap<string, Actor>
  readonly #options: Readonly<Record<string, ActorOptions>>
  readonly #accounts = new Map<string, Account>()
  readonly #place: Place
  readonly #stage: Stage
  readonly #deadline: () => number

  constructor({ scenario, row }: Case, place: Place, deadline: () => number) {
    this.#place = place
    this.#deadline = deadline
    this.#options = scenario.actors
    this.transcript = new Transcript(place.profile)
    this.#stage = { ...place, transcript: this.transcript }
    this.#actors = new Map(Object.keys(scenario.actors).map((name) => [name, new Actor(name, this.#stage)]))
    for (const [name, limit] of Object.entries(place.facts.limits)) this.scope.set(`limits.${name}`, limit)
    this.#makeAccounts()
    for (const [name, value] of Object.entries({ ...scenario.vars, ...row })) {
      this.scope.set(name, typeof value === 'string' ? fill(value, this.scope) : value)
    }
  }

  /** Gives whoever is still there a moment for the teardown, where the run was ended. */
  grantLastWords(milliseconds: number): void {
    if (this.#place.signal.aborted) this.#stage.signal = AbortSignal.timeout(milliseconds)
  }

  get signal(): AbortSignal {
    return this.#stage.signal
  }

  get actors(): Actor[] {
    return [...this.#actors.values()]
  }

  actor(name: string): Actor {
    return this.#actors.get(name)!
  }

  /** Registers the accounts and connects the actors that are there from the start. */
  async assemble(): Promise<void> {
    await this.#register()
    const present = this.actors.filter(({ name }) => this.#options[name]!.connect)
    await together(
      present.map((actor) => this.enter(actor)),
      present,
    )
  }

  /** Connects an actor and, unless it has it otherwise, takes the greeting and logs in. */
  async enter(actor: Actor): Promise<void> {
    const { greeting, login, register, account } = this.#options[actor.name]!
    await actor.connect(this.#deadline())
    if (!greeting) return actor.needStream('greeting of the server')
    await this.#takeGreeting(actor)
    const isRegistered = account === undefined ? register : this.#options[account]!.register
    if (!login || !isRegistered) return
    await this.#enact(actor, this.#place.profile.login(this.#accountOf(actor.name)), `log ${actor.name} in`)
  }

  #makeAccounts(): void {
    for (const [name, { account }] of Object.entries(this.#options)) {
      if (account === undefined) this.#accounts.set(name, this.#place.accounts.make(name))
    }
    for (const name of Object.keys(this.#options)) {
      const own = this.#accountOf(name)
      this.transcript.hide(own.password)
      this.scope.set(name, own.name).set(`${name}.password`, own.password)
    }
  }

  /** Each on a connection of its own, since a server may well log in whom it registers. */
  async #register(): Promise<void> {
    const { register } = this.#place.profile
    if (!register) return
    const newcomers = Object.entries(this.#options).filter(
      ([, { register, account }]) => register && account === undefined,
    )
    const registered = newcomers.map(([name]) => this.#registerOne(name, register(this.#accountOf(name))))
    await Promise.allSettled(registered)
    await Promise.all(registered)
  }

  async #registerOne(name: string, exchange: Exchange): Promise<void> {
    const transcript = new Transcript(this.#place.profile)
    const registrar = new Actor('(registrar)', { ...this.#place, transcript })
    try {
      await registrar.connect(this.#deadline())
      await this.#takeGreeting(registrar)
      await this.#enact(registrar, exchange, `register ${name}`)
    } finally {
      registrar.dispose()
    }
  }

  async #takeGreeting(actor: Actor): Promise<void> {
    if (!this.#place.profile.greets) return
    const { line } = await asError(actor.receive(this.#deadline()))
    if (line === null)
      throw new Failure('error', `the server ended the connection of ${actor.name} without a greeting`)
  }

  /** Requests that are no part of the rule: what goes wrong with them is an error. */
  async #enact(actor: Actor, exchange: Exchange, what: string): Promise<void> {
    const { last } = await asError(enact(actor, orRefused(exchange), this.#deadline()))
    const { line, reading } = last
    if (line !== null && reading.kind !== 'fail' && reading.kind !== 'other') return
    throw new Failure('error', `cannot ${what}`, {
      wanted: 'a success',
      got: line ?? 'the end of the connection',
    })
  }

  #accountOf(actor: string): Account {
    return this.#accounts.get(this.#options[actor]!.account ?? actor)!
  }
}

/** What fails here says nothing about the rule. */
async function asError<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw error instanceof Failure ? error.asError() : error
  }
}
