import type { Client } from '../../client/client.js'
import { type Finding, ok, skip, warn } from './finding.js'

/** Less than this, in milliseconds, is no sign of anything. */
const TOLERANCE = 5_000

/**
 * Looks for signs that this clock and the server's differ, without posting anything: the protocol tells no time. A
 * message that waits cannot come from the future, and a token that the server takes has not ended.
 */
export async function examineClock(
  client: Client,
  expires: string | undefined,
  now = Date.now(),
): Promise<Finding> {
  const ended = now - Date.parse(expires ?? '')
  if (ended > TOLERANCE) return differs('ahead of', ended, 'the server takes a token that has ended by it')
  let newest = Number.NaN
  try {
    const { value = [] } = await client.notifGet()
    const last = value.at(-1)
    if (last) newest = Date.parse(last.at)
  } catch {
    return skip('clock', 'the protocol tells no time, and the server shows no messages')
  }
  if (newest - now > TOLERANCE) return differs('behind', newest - now, 'an unread message is from after now')
  const signs = Number.isNaN(newest) ? 'there is nothing to compare it with' : 'no sign that it is wrong'
  return ok('clock', `${signs}; the protocol tells no time`)
}

const REMEDY = process.platform === 'linux' ? 'timedatectl status' : null

const differs = (how: string, by: number, why: string) =>
  warn('clock', `this clock is at least ${Math.round(by / 1000)} s ${how} the server's: ${why}`, REMEDY)
