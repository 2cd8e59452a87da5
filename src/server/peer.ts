import type { Context, Services } from './context.js'
import type { Holder } from './handouts.js'
import type { Session } from './hub.js'
import type { Outbox } from './outbox.js'
import type { Account } from './store/store.js'
import type { Turn } from './turn.js'

/** One client as its handlers see it. */
export class Peer implements Context {
  readonly store
  readonly journal
  readonly hub
  readonly handouts
  readonly passwords
  readonly throttle
  readonly files
  readonly quota
  readonly limits
  readonly log
  readonly purgeSoon
  readonly address: string
  handout: Holder['handout']
  session: Session | undefined
  /** Since when there has been no session, in milliseconds. */
  withoutSince: number
  readonly #turn: Turn
  readonly #outbox: Outbox

  constructor(services: Services, turn: Turn, outbox: Outbox, address: string) {
    this.store = services.store
    this.journal = services.journal
    this.hub = services.hub
    this.handouts = services.handouts
    this.passwords = services.passwords
    this.throttle = services.throttle
    this.files = services.files
    this.quota = services.quota
    this.limits = services.limits
    this.log = services.log
    this.purgeSoon = services.purgeSoon
    this.address = address
    this.withoutSince = Date.now()
    this.#turn = turn
    this.#outbox = outbox
  }

  get now(): number {
    return this.#turn.now
  }

  open(account: Account, token?: string): void {
    const session = { account, token, push: (line: string) => this.#outbox.event(line) }
    this.#become(session)
    if (this.hub.enter(session)) this.#tellPresence(account, true)
  }

  /** @param silently tells nobody, and needs no store */
  end(silently = false): void {
    const session = this.session
    if (!session) return
    this.#become(undefined)
    this.withoutSince = this.now
    if (this.hub.leave(session) && !silently) this.#tellPresence(session.account, false)
  }

  afterCommit(effect: () => void): void {
    this.#turn.afterCommit(effect)
  }

  #become(session: Session | undefined): void {
    const before = this.session
    this.journal.record(() => {
      this.session = before
    })
    this.session = session
  }

  #tellPresence({ id, name }: Account, online: boolean): void {
    if (this.hub.listened) this.hub.emit(this.store.contactOf(id), { type: 'presence', name, online })
  }
}
