import type { Verb, verbs } from '../protocol/verbs.js'
import type { FileBytes } from './file-bytes.js'
import type { Handouts, Holder } from './handouts.js'
import type { Hub, Session } from './hub.js'
import type { Journal } from './journal.js'
import type { Limits, Log } from './options.js'
import type { Passwords } from './passwords.js'
import type { Quota } from './quota.js'
import type { Account, Store } from './store/store.js'
import type { Throttle } from './throttle.js'

/** What all of a server's requests share. */
export interface Services {
  readonly store: Store
  readonly journal: Journal
  readonly hub: Hub
  readonly handouts: Handouts
  readonly passwords: Passwords
  readonly throttle: Throttle
  readonly files: FileBytes
  readonly quota: Quota
  readonly limits: Limits
  readonly log: Log
  /** Tells that a deleted group left messages to purge. */
  purgeSoon(): void
}

/** What a handler sees of the server and of who asks: no socket, no SQL. */
export interface Context extends Services, Holder {
  /** The turn's clock in milliseconds: all requests of a turn happen at once. */
  readonly now: number
  /** Where the request comes from. */
  readonly address: string
  readonly session: Session | undefined
  /** Opens the session (AUTH-3), by the token with that hash where there was one. */
  open(account: Account, token?: string): void
  /** Ends the session (AUTH-4). */
  end(): void
  /** Runs once what the request did is durable. */
  afterCommit(effect: () => void): void
}

/** The context of a verb: with a session where its row needs one. */
export type ContextOf<V extends Verb> = (typeof verbs)[V]['session'] extends 'none'
  ? Context
  : Context & { readonly session: Session }
