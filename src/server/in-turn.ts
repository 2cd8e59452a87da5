import type { Participant, Staged, Turn } from './turn.js'

/**
 * Has one piece of work done in the coming turn. Resolves with what it returned once that is durable; rejects with what
 * it threw, or with what kept the turn from its commit. The work may be done a second time where the first did not
 * count, since a neighbour threw.
 */
export function inTurn<T>(turn: Turn, work: () => T): Promise<T> {
  return new Promise((resolve, reject) => turn.join(new Task(turn, work, resolve, reject)))
}

class Task<T> implements Participant<Task<T>>, Staged {
  #result: T | undefined
  #isTaken = false

  constructor(
    private readonly turn: Turn,
    private readonly work: () => T,
    private readonly resolve: (result: T) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  take(): this | undefined {
    if (this.#isTaken) return undefined
    this.#isTaken = true
    return this
  }

  settle(): void {}

  perform(): void {
    this.#result = this.work()
    this.turn.stage(this)
  }

  fail(_item: this, error: unknown): void {
    this.reject(error)
  }

  giveBack(): void {
    this.#isTaken = false
  }

  flush(): void {
    this.resolve(this.#result as T)
  }

  discard(): void {}
}
