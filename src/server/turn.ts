import type { Journal } from './journal.js'
import { CommitError, type Store } from './store/store.js'

/** Somebody with requests: takes them up in order, one after the other. */
export interface Participant<Item> {
  /** The next request to be performed now; undefined where there is none. */
  take(): Item | undefined
  /** Settles what was handed out before, where a request line is taken up (CHAT-3). */
  settle(item: Item): void
  /** Performs a request inside the transaction, and stages what is to be sent. */
  perform(item: Item): void
  /** Stages the answer to a request that failed by our fault. */
  fail(item: Item, error: unknown): void
  /** Takes back requests, in order, to be taken again before all others. */
  giveBack(items: Item[]): void
}

/** Something staged: sent once the turn is durable, dropped where it is not. */
export interface Staged {
  flush(): void
  discard(): void
}

type Taken = [participant: Participant<unknown>, items: unknown[]]

/** How many requests of one participant share a turn at the most, so that nobody waits long for one of the others. */
const SHARE = 1024
/** After so many milliseconds a turn takes up no further requests, so that nobody waits long for all of the others. */
const LONGEST = 20

/**
 * Group commit. A turn is one turn of the event loop: all requests that its sockets brought are performed, one after
 * the other, in one transaction, as soon as the loop has read every socket that was ready. Nothing in memory changes
 * for good, and no reply and no event leaves, before COMMIT has returned.
 *
 * What a request throws rolls the turn back; then each of its requests is performed again in a transaction of its own,
 * so that only the guilty one fails. Where COMMIT fails, all of the turn's requests do: nobody can tell what is on the
 * disk, so nothing may be done twice.
 */
export class Turn {
  /** The turn's clock in milliseconds. */
  now = Date.now()
  readonly #store: Store
  readonly #journal: Journal
  #ready = new Set<Participant<unknown>>()
  #staged: Staged[] = []
  #effects: (() => void)[] = []
  #scheduled = false
  /** The turn took up no further requests, since it was long enough. */
  #isCut = false

  constructor(store: Store, journal: Journal) {
    this.#store = store
    this.#journal = journal
  }

  /** Has a participant's requests performed in the coming turn. */
  join<Item>(participant: Participant<Item>): void {
    this.#ready.add(participant as Participant<unknown>)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.#run())
  }

  /** Resolves when no turn is due. */
  async idle(): Promise<void> {
    while (this.#scheduled) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Has something flushed or discarded at the end of the turn; to be called once a turn. */
  stage(staged: Staged): void {
    this.#staged.push(staged)
  }

  /** Runs once the turn is durable and its replies are on their way. */
  afterCommit(effect: () => void): void {
    this.#effects.push(effect)
  }

  #run(): void {
    this.#scheduled = false
    const ready = this.#ready
    this.#ready = new Set()
    this.now = Date.now()
    this.#isCut = false
    const taken: Taken[] = []
    const failure = this.#performTogether(ready, taken)
    if (failure === undefined) this.#end()
    else {
      this.#undo()
      if (failure instanceof CommitError) this.#failAll(taken, failure)
      else this.#performAlone(taken)
    }
    this.#goOn(ready, taken, failure !== undefined || this.#isCut)
  }

  #performTogether(ready: Iterable<Participant<unknown>>, taken: Taken[]): unknown {
    try {
      this.#store.transaction(() => {
        for (const participant of ready) {
          const items: unknown[] = []
          taken.push([participant, items])
          this.#performAll(participant, items)
          if (this.#isLong()) return
        }
      })
      return undefined
    } catch (error) {
      // Where not even BEGIN worked, one request of each is taken up, to be tried alone.
      if (taken.length === 0)
        for (const each of ready) taken.push([each, [each.take()].filter((item) => item !== undefined)])
      return error ?? new Error('something threw nothing')
    }
  }

  #performAll(participant: Participant<unknown>, items: unknown[]): void {
    while (items.length < SHARE) {
      const item = participant.take()
      if (item === undefined) return
      items.push(item)
      participant.settle(item)
      participant.perform(item)
      if (this.#isLong()) return
    }
  }

  #performAlone(taken: readonly Taken[]): void {
    for (const [participant, items] of taken) {
      participant.giveBack(items)
      for (let left = items.length; left > 0; left--) {
        // None where an earlier request now has to wait: the others stay behind it.
        const item = participant.take()
        if (item === undefined) break
        try {
          this.#store.transaction(() => participant.settle(item))
          this.#end()
          this.#store.transaction(() => participant.perform(item))
        } catch (error) {
          this.#undo()
          participant.fail(item, error)
        }
        this.#end()
      }
    }
  }

  #isLong(): boolean {
    this.#isCut = Date.now() - this.now >= LONGEST
    return this.#isCut
  }

  /** Those who were not asked in this turn come first in the next, then those who may have more. */
  #goOn(ready: ReadonlySet<Participant<unknown>>, taken: readonly Taken[], isCut: boolean): void {
    if (taken.length < ready.size) for (const each of [...ready].slice(taken.length)) this.join(each)
    for (const [participant, items] of taken) {
      if (items.length >= SHARE || (isCut && items.length > 0)) this.join(participant)
    }
  }

  #failAll(taken: readonly Taken[], error: unknown): void {
    for (const [participant, items] of taken) for (const item of items) participant.fail(item, error)
    this.#end()
  }

  #end(): void {
    this.#journal.commit()
    const [staged, effects] = [this.#staged, this.#effects]
    this.#staged = []
    this.#effects = []
    for (const each of staged) each.flush()
    for (const effect of effects) effect()
  }

  #undo(): void {
    this.#journal.rollback()
    for (const each of this.#staged) each.discard()
    this.#staged = []
    this.#effects = []
  }
}
