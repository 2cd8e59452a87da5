import { createHash } from 'node:crypto'
import { Refusal } from '../../protocol/refusals.js'
import type { Services } from '../context.js'
import type { Admitted, Call, Outcome } from './call.js'
import { toProblem } from './problem.js'

/** How long an answer is kept, in milliseconds. */
const KEPT = 24 * 3600_000
/** Answers kept of one account. */
const MOST = 10_000

const KEY = /^[\x21-\x7e]{1,255}$/

/** The answers to requests that came with an Idempotency-Key: asked again, they do nothing again. */
export class Answers {
  readonly #services: Services
  /** Keys of requests under way. */
  readonly #pending = new Set<string>()

  constructor(services: Services) {
    this.#services = services
  }

  /** What a request is answered without being performed; undefined where it is to be performed. Inside the turn. */
  replay(admitted: Admitted, call: Call): Outcome | Refusal | undefined {
    const { key, route } = call
    if (key === undefined || !route.keepsAnswer) return undefined
    if (!KEY.test(key))
      return new Refusal('bad-argument', 'Idempotency-Key must be 1 to 255 visible ASCII characters')
    const { peer } = admitted
    const { id } = peer.session!.account
    if (this.#pending.has(nameOf(admitted, call)!)) {
      return toProblem(new Refusal('busy', 'a request with this Idempotency-Key is under way'), 409)
    }
    const kept = this.#services.store.findAnswer(id, key, peer.now - KEPT)
    if (!kept) return undefined
    if (kept.request !== fingerprint(call)) {
      return toProblem(new Refusal('bad-argument', 'another request had this Idempotency-Key'), 422)
    }
    return { status: route.status, headers: { 'idempotent-replayed': 'true' }, body: kept.answer }
  }

  /** Keeps the answer to a request that was performed, with what it did. Inside the turn. */
  keep({ peer }: Admitted, call: Call, answer: string): void {
    const { key, route } = call
    if (key === undefined || !route.keepsAnswer) return
    this.#services.store.keepAnswer({
      account: peer.session!.account.id,
      key,
      request: fingerprint(call),
      answer,
      at: peer.now,
      since: peer.now - KEPT,
      most: MOST,
    })
  }

  /** Has others with the same key turned away until `free`. Inside the turn. */
  claim(admitted: Admitted, call: Call): void {
    const name = nameOf(admitted, call)
    if (name === undefined) return
    this.#services.journal.record(() => this.#pending.delete(name))
    this.#pending.add(name)
  }

  free(admitted: Admitted, call: Call): void {
    const name = nameOf(admitted, call)
    if (name !== undefined) this.#pending.delete(name)
  }
}

const nameOf = ({ peer }: Admitted, { key }: Call) =>
  key === undefined ? undefined : `${peer.session!.account.id} ${key}`

const fingerprint = ({ route, words }: Call): string =>
  createHash('sha256')
    .update(JSON.stringify([route.verb, words]))
    .digest('base64url')
