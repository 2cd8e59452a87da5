import type { Context } from '../../src/server/context.js'
import { FileBytes } from '../../src/server/file-bytes.js'
import { Handouts } from '../../src/server/handouts.js'
import { Hub, type Session } from '../../src/server/hub.js'
import { Journal } from '../../src/server/journal.js'
import { silent, withDefaults } from '../../src/server/options.js'
import { Passwords } from '../../src/server/passwords.js'
import { Quota } from '../../src/server/quota.js'
import { openSqliteStore } from '../../src/server/store/sqlite/sqlite-store.js'
import type { Account } from '../../src/server/store/store.js'
import { Throttle } from '../../src/server/throttle.js'

/** What handlers ask for, over a store in memory, without a connection: many contexts share one world. */
export class World {
  readonly journal = new Journal()
  readonly hub = new Hub(this.journal)
  readonly limits = withDefaults({ quota: 1000, maxFile: 100 })
  readonly passwords = new Passwords(10, 1024)
  readonly throttle = new Throttle(true)
  readonly files = new FileBytes(undefined, silent)
  readonly handouts
  readonly quota
  now = 1_700_000_000_000
  purges = 0

  private constructor(readonly store: Awaited<ReturnType<typeof openSqliteStore>>) {
    this.handouts = new Handouts(store, this.journal)
    this.quota = new Quota(store, this.journal, this.limits)
  }

  static async make(): Promise<World> {
    return new World(await openSqliteStore(':memory:'))
  }

  /** A context without a session. */
  visitor(address = '127.0.0.1'): FakeContext {
    return new FakeContext(this, address)
  }

  /** A context of a new account. */
  async user(name: string, password = 'secret'): Promise<FakeContext & { session: Session }> {
    const passwordHash = await this.passwords.hash(password)
    const account = this.store.createAccount({ name, passwordHash, at: this.now })!
    const context = this.visitor()
    context.open(account)
    return context as FakeContext & { session: Session }
  }
}

/** One client as its handlers see it; `events` are what it was pushed. */
export class FakeContext implements Context {
  readonly store
  readonly journal
  readonly hub
  readonly handouts
  readonly passwords
  readonly throttle
  readonly files
  readonly quota
  readonly limits
  readonly log = silent
  readonly events: unknown[] = []
  handout: Context['handout']
  session: Session | undefined
  readonly #world: World

  constructor(
    world: World,
    readonly address: string,
  ) {
    this.#world = world
    this.store = world.store
    this.journal = world.journal
    this.hub = world.hub
    this.handouts = world.handouts
    this.passwords = world.passwords
    this.throttle = world.throttle
    this.files = world.files
    this.quota = world.quota
    this.limits = world.limits
  }

  get now(): number {
    return this.#world.now
  }

  open(account: Account, token?: string): void {
    const outbox = { event: (line: string) => void this.events.push(JSON.parse(line.slice(6))) }
    this.session = { account, token, outbox }
    this.hub.enter(this.session)
  }

  end(): void {
    if (this.session) this.hub.leave(this.session)
    this.session = undefined
  }

  afterCommit(effect: () => void): void {
    effect()
  }

  purgeSoon(): void {
    this.#world.purges++
  }
}
