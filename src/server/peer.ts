import type { Context, Services } from './context.js'
import type { Holder } from './handouts.js'
import type { Session } from './hub.js'
import type { Account } from './store/store.js'
import type { Turn } from './turn.js'

/** One client as its handlers see it. */
export class Peer implements Context {
  readonly address: string
  handout: Holder['handout']
  session: Session | undefined
  /** Since when there has been no session, in milliseconds. */
  withoutSince: number
  // One reference a connection, not eleven: there may be thousands, most of them idle.
  readonly #services: Services
  readonly #turn: Turn
  readonly #outbox: Session['outbox']

  /** @param outbox where the events of its sessions go */
  constructor(services: Services, turn: Turn, outbox: Session['outbox'], address: string) {
    this.#services = services
    this.address = address
    this.withoutSince = Date.now()
    this.#turn = turn
    this.#outbox = outbox
  }

  get now(): number {
    return this.#turn.now
  }

  get store() {
    return this.#services.store
  }

  get journal() {
    return this.#services.journal
  }

  get hub() {
    return this.#services.hub
  }

  get handouts() {
    return this.#services.handouts
  }

  get passwords() {
    return this.#services.passwords
  }

  get throttle() {
    return this.#services.throttle
  }

  get files() {
    return this.#services.files
  }

  get quota() {
    return this.#services.quota
  }

  get limits() {
    return this.#services.limits
  }

  get log() {
    return this.#services.log
  }

  open(account: Account, token?: string): void {
    const session = { account, token, outbox: this.#outbox }
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

  purgeSoon(): void {
    this.#services.purgeSoon()
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
