import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import { Refusal } from '../protocol/refusals.js'
import { PASSWORD_COST } from './options.js'

const BYTES = 32
// Two at once: scrypt runs on libuv's four threads, and the disk must keep some.
const AT_ONCE = 2

const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  bytes: number,
  options: ScryptOptions,
) => Promise<Buffer>

/**
 * Passwords as salted scrypt hashes, `scrypt$N$r$p$salt$hash`, off the event loop (AUTH-6). What waits is bounded:
 * beyond that it is refused as `busy`.
 */
export class Passwords {
  readonly #limit = pLimit(AT_ONCE)
  readonly #waiting: number
  readonly #cost: number

  constructor(waiting: number, cost = PASSWORD_COST) {
    this.#waiting = waiting
    this.#cost = cost
  }

  /** Runs slow work on passwords in its turn. */
  async queue<T>(work: () => Promise<T>): Promise<T | Refusal> {
    if (this.#limit.activeCount + this.#limit.pendingCount >= AT_ONCE + this.#waiting) {
      return new Refusal('busy', 'too many passwords are being checked; try again')
    }
    return this.#limit(work)
  }

  /** To be called inside `queue`. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16)
    const [N, r, p] = [this.#cost, 8, 1]
    const key = await derive(password, salt, BYTES, parameters(N, r, p))
    return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$')
  }

  /** Whether the password is the hash's; to be called inside `queue`. */
  async matches(password: string, hash: string): Promise<boolean> {
    const [, N, r, p, salt, key] = hash.split('$') as [string, string, string, string, string, string]
    const wanted = Buffer.from(key, 'base64')
    const given = await derive(
      password,
      Buffer.from(salt, 'base64'),
      wanted.length,
      parameters(Number(N), Number(r), Number(p)),
    )
    return timingSafeEqual(given, wanted)
  }
}

/** OpenSSL wants a bound on the memory: it takes 128 r (N + p + 2) bytes. */
const parameters = (N: number, r: number, p: number): ScryptOptions => ({
  N,
  r,
  p,
  maxmem: 256 * r * (N + p + 2),
})
