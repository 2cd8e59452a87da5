import { network } from './network.js'
import type { Limits } from './options.js'

/** Counts who is here, all in all and from each address, and turns away whom the limits leave no place. */
export class Places {
  readonly #limits: Limits
  readonly #perAddress = new Map<string, number>()
  #taken = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Whether there is none for one more from there. */
  isFull(address: string): boolean {
    const { maxConnections, maxConnectionsPerAddress } = this.#limits
    const here = this.#perAddress.get(network(address)) ?? 0
    return this.#taken >= maxConnections || here >= maxConnectionsPerAddress
  }

  take(address: string): void {
    const key = network(address)
    this.#taken++
    this.#perAddress.set(key, (this.#perAddress.get(key) ?? 0) + 1)
  }

  free(address: string): void {
    const key = network(address)
    this.#taken--
    const left = (this.#perAddress.get(key) ?? 1) - 1
    if (left > 0) this.#perAddress.set(key, left)
    else this.#perAddress.delete(key)
  }
}
