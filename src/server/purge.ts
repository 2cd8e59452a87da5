import type { Log } from './options.js'
import type { Store } from './store/store.js'

/** The pause between two slices, in milliseconds, so that requests go first. */
const PAUSE = 20

/** Removes in the background what deleted groups left behind. */
export class Purge {
  readonly #store: Store
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined

  constructor(store: Store, log: Log) {
    this.#store = store
    this.#log = log
  }

  soon(): void {
    this.#timer ??= setTimeout(() => this.#slice(), PAUSE).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #slice(): void {
    this.#timer = undefined
    try {
      if (this.#store.purge()) this.soon()
    } catch (error) {
      // What is left is purged after the next start, or after the next group that goes.
      this.#log.warn({ err: error }, 'purging failed')
    }
  }
}
