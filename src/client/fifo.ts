const ROOM = 1024

/** A queue whose steps cost the same however long it is; an array's `shift` moves all that is left. */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  #at = 0

  get size(): number {
    return this.#items.length - this.#at
  }

  get first(): T | undefined {
    return this.#items[this.#at]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined
    const item = this.#items[this.#at]
    this.#items[this.#at++] = undefined
    if (this.size === 0 || (this.#at > ROOM && this.#at > this.size)) {
      this.#items = this.#items.slice(this.#at)
      this.#at = 0
    }
    return item
  }
}
