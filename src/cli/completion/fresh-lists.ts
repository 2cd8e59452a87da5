import type { CredentialKey } from '../../credentials/credential-store.js'
import type { Secret } from '../../credentials/environment.js'
import type { Report } from '../report-error.js'
import { type Kept, KeptLists } from './kept-lists.js'

/** How long lists count as they are, in milliseconds: about as long as a line takes to type. */
const FRESH = 5_000
/** How long a server is left alone that did not answer in time. */
const REST = 60_000

/** What to log in with. What a server refused is not tried again: each try counts against the account (AUTH-7). */
export interface Login {
  readonly secret: Secret
  /** When it was stored; undefined for the environment's. */
  readonly since: string | undefined
}

/**
 * The contacts and groups of a user: those that are kept, or where they are stale those that the server tells within
 * `left` milliseconds. Never fails.
 */
export async function freshLists(
  key: CredentialKey,
  login: Login | undefined,
  { env, left }: { env: NodeJS.ProcessEnv; left: number },
): Promise<Kept> {
  const lists = new KeptLists(env)
  const kept = lists.read(key)
  const isFresh = Math.abs(Date.now() - kept.asked) < (kept.failed ? REST : FRESH)
  const isRefused = login?.since !== undefined && login.since === kept.refused
  if (isFresh || isRefused || !login || left <= 0) {
    // From the first time on other commands tell what they see.
    if (!lists.isUsed) lists.write(kept)
    return kept
  }
  const told = await ask(key.origin, login.secret, left)
  const { refused: _, ...known } = kept
  const now: Kept = {
    ...known,
    ...(typeof told === 'object' && told),
    ...(told === 'refused' && login.since !== undefined && { refused: login.since }),
    asked: Date.now(),
    failed: typeof told !== 'object',
  }
  lists.write(now)
  return now
}

type Told = Pick<Kept, 'contacts' | 'groups'> | 'refused' | 'failed'

/** Resolves when there is an answer or the time is over; the connection ends later. */
async function ask(origin: string, secret: Secret, left: number): Promise<Told> {
  const [{ describeError }, { withSession }] = await Promise.all([
    import('../report-error.js'),
    import('../session.js'),
  ])
  const controller = new AbortController()
  const target = { origin, secret, timeout: left, signal: controller.signal, trace: undefined }
  return new Promise((resolve) => {
    const settle = (told: Told) => {
      clearTimeout(timer)
      resolve(told)
    }
    const timer = setTimeout(() => {
      settle('failed')
      controller.abort()
    }, left)
    withSession(target, async (client, opened) => {
      const [contacts, groups] = await Promise.all([client.contactGet(), client.groupGet(), opened])
      settle({
        contacts: (contacts.value ?? []).map(({ name }) => name),
        groups: (groups.value ?? []).map(({ code, name }) => ({ code, name })),
      })
    }).catch((error) => settle(isRefusal(describeError(error)) ? 'refused' : 'failed'))
  })
}

const isRefusal = ({ code, exit }: Report) => exit === 4 && code !== 'too-many-attempts'
