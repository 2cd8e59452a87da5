import type { Session } from './session.js'

const MOST = 50_000

/** Remembers rows that never change once they are there. Bounded; a rollback empties it, since it may unmake rows. */
export class Cache<K, V> {
  readonly #kept = new Map<K, V>()

  constructor(session: Session) {
    session.onRollback(() => this.#kept.clear())
  }

  get(key: K): V | undefined {
    return this.#kept.get(key)
  }

  /** Keeps a value that was found, under a key of the row's own: a key cut from a packet would keep the packet. */
  keep<T extends V | undefined>(value: T, keyOf: (value: V) => K): T {
    if (value === undefined) return value
    if (this.#kept.size >= MOST) this.#kept.clear()
    this.#kept.set(keyOf(value), value)
    return value
  }

  delete(key: K): void {
    this.#kept.delete(key)
  }
}
