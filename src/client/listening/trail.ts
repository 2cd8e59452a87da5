/** How far behind the last message that was pushed the place to go on from stays, in messages. */
const BEHIND = 250

/**
 * Which messages a listener has met lately, and the place to catch up from. Ids are opaque and their order is the
 * server's, so the place stays some messages behind what was pushed, and those on both of its sides are remembered: a
 * server that pushes in a slightly other order than it lists makes neither a gap nor a repeat.
 */
export class Trail {
  #place: string | null = null
  /** Those met since the place was set. */
  #ahead: string[] = []
  readonly #met = new Set<string>()

  /** The id of the message to go on behind, null for the beginning. */
  get place(): string | null {
    return this.#place
  }

  /** All up to this message is known to be met. */
  goOnFrom(place: string | null): void {
    this.#place = place
    this.#ahead = []
  }

  has(id: string): boolean {
    return this.#met.has(id)
  }

  /** Notes a message; answers whether it is new. */
  add(id: string): boolean {
    if (this.#met.has(id)) return false
    this.#met.add(id)
    this.#ahead.push(id)
    if (this.#ahead.length > 2 * BEHIND) this.#place = this.#ahead.splice(0, BEHIND).at(-1)!
    // A set keeps the order of adding: its first is the oldest.
    if (this.#met.size > 4 * BEHIND) this.#met.delete(this.#met.values().next().value!)
    return true
  }
}
