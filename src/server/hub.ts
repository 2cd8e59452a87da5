import { type ChatEvent, formatEvent } from '../protocol/reply.js'
import type { Journal } from './journal.js'
import type { Account, AccountId } from './store/store.js'

/** An account's presence over one connection, from login to logout (AUTH-3, AUTH-4). */
export interface Session {
  readonly account: Account
  /** The hash of the token it was resumed with. */
  readonly token: string | undefined
  /** Puts an event behind what its connection was answered so far; `line` is the event as TCP has it. */
  readonly outbox: { event(line: string, event: ChatEvent): void }
}

/** Who is here, and who listens (AUTH-5, NOTIF-2). Every change is undone where its turn is. */
export class Hub {
  readonly #journal: Journal
  // Lists, not sets: nearly every account has one session, and there may be thousands of accounts.
  readonly #sessions = new Map<AccountId, readonly Session[]>()
  readonly #listeners = new Map<AccountId, readonly Session[]>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  isOnline(account: AccountId): boolean {
    return this.#sessions.has(account)
  }

  /** Whether anyone listens at all: without listeners no event need be made. */
  get listened(): boolean {
    return this.#listeners.size > 0
  }

  /** Answers whether the account came online with this session. */
  enter(session: Session): boolean {
    return this.#add(this.#sessions, session)
  }

  /** Ends the session and its listening; answers whether the account went offline with it. */
  leave(session: Session): boolean {
    this.#delete(this.#listeners, session)
    return this.#delete(this.#sessions, session)
  }

  listen(session: Session, on: boolean): void {
    if (on) this.#add(this.#listeners, session)
    else this.#delete(this.#listeners, session)
  }

  /** Hands an event to those of the accounts that listen, but for one. */
  emit(recipients: readonly AccountId[], event: ChatEvent, except?: AccountId): void {
    let line: string | undefined
    for (const account of recipients) {
      const listeners = account === except ? undefined : this.#listeners.get(account)
      if (!listeners) continue
      line ??= formatEvent(event)
      for (const session of listeners) session.outbox.event(line, event)
    }
  }

  #add(of: Map<AccountId, readonly Session[]>, session: Session): boolean {
    const { id } = session.account
    const there = of.get(id) ?? []
    if (there.includes(session)) return false
    this.#journal.record(() => remove(of, session))
    of.set(id, [...there, session])
    return there.length === 0
  }

  #delete(of: Map<AccountId, readonly Session[]>, session: Session): boolean {
    const { id } = session.account
    if (!of.get(id)?.includes(session)) return false
    this.#journal.record(() => of.set(id, [...(of.get(id) ?? []), session]))
    return remove(of, session)
  }
}

function remove(of: Map<AccountId, readonly Session[]>, session: Session): boolean {
  const { id } = session.account
  const left = (of.get(id) ?? []).filter((other) => other !== session)
  if (left.length > 0) of.set(id, left)
  else of.delete(id)
  return left.length === 0
}
