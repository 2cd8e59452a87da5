/**
 * How to take back what a turn changed in memory. The changes are made at once, since later requests of the turn must
 * see them, and nobody else can look before the turn is over; they are kept by `commit` and undone by `rollback`.
 */
export class Journal {
  #undo: (() => void)[] = []

  /** Notes how to undo a change that is about to be made. */
  record(undo: () => void): void {
    this.#undo.push(undo)
  }

  commit(): void {
    if (this.#undo.length > 0) this.#undo = []
  }

  rollback(): void {
    for (const undo of this.#undo.reverse()) undo()
    this.#undo = []
  }
}
