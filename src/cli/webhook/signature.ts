import { createHmac } from 'node:crypto'
import { UsageError } from '../errors.js'

/** A key in bytes, as the Standard Webhooks specification wants it. */
const SHORTEST = 24
const LONGEST = 64
const PREFIX = 'whsec_'

/** What a webhook is signed with: one key, or several while receivers change from one to the next. */
export type Keys = readonly Buffer[]

/**
 * Reads secrets as they are handed about, `whsec_<base64>`, several with white space in between. Throws a UsageError
 * that says what is wrong with `place` and shows nothing of it.
 */
export function parseSecrets(text: string, place: string): Keys {
  const secrets = text.split(/\s+/).filter(Boolean)
  if (secrets.length === 0) throw new UsageError(`${place} holds no secret`, { hint: HINT })
  return secrets.map((secret) => {
    const key = keyOf(secret)
    if (key) return key
    throw new UsageError(`${place} holds no secret of a webhook: one is ${FORM}`, { hint: HINT })
  })
}

const FORM = `${PREFIX} and ${SHORTEST} to ${LONGEST} bytes in base64`
const HINT = 'pychat webhook secret URL makes one'

function keyOf(secret: string): Buffer | undefined {
  const encoded = secret.slice(PREFIX.length)
  if (!secret.startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined
  const key = Buffer.from(encoded, 'base64')
  return key.length >= SHORTEST && key.length <= LONGEST ? key : undefined
}

/** A secret as parseSecrets reads it. */
export const writeSecret = (key: Buffer): string => `${PREFIX}${key.toString('base64')}`

/**
 * The value of `webhook-signature`: HMAC-SHA256 over id, timestamp and body with each key, `v1,<base64>` with spaces in
 * between. Neither `id` nor `timestamp` may hold a full stop.
 */
export function signature(
  keys: Keys,
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): string {
  const signed = `${id}.${timestamp}.${body}`
  return keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ')
}
