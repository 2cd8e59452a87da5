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

/** A kept answer, given again. */
export interface Replayed extends Outcome {
  /** Of the file that the request sent, where it did: another one may not have the answer. */
  readonly sha256: string | undefined
}

export const isReplayed = (outcome: Outcome | Refusal): outcome is Replayed => 'sha256' in outcome

/** The refusal of a key that another request had. */
export const keyReused = () =>
  toProblem(new Refusal('bad-argument', 'another request had this Idempotency-Key'), 422)

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
    const [request, sha256] = kept.request.split(' ')
    if (request !== fingerprint(call)) return keyReused()
    const headers = { 'idempotent-replayed': 'true' }
    const replayed: Replayed = { status: route.status, headers, body: kept.answer, sha256 }
    return replayed
  }

  /**
   * Keeps the answer to a request that was performed, with what it did. Inside the turn.
   * @param sha256 of the file that it sent, if it did
   */
  keep({ peer }: Admitted, call: Call, answer: string, sha256?: string): void {
    const { key, route } = call
    if (key === undefined || !route.keepsAnswer) return
    this.#services.store.keepAnswer({
      account: peer.session!.account.id,
      key,
      request: sha256 === undefined ? fingerprint(call) : `${fingerprint(call)} ${sha256}`,
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
