import { keepCredential, warnWhereKept } from '../cli/keep-credential.js'
import type { Opened } from '../cli/session.js'
import { ChatError } from '../client/chat-error.js'
import type { Secret } from '../credentials/environment.js'
import { type LiveEvent, live } from './live.js'
import type { Shell } from './shell.js'

/** What listens for the account that is logged in. */
const listening = new WeakMap<Shell, AbortController>()

/** Logs in with a password, keeps what opens the next session, and listens from now on. */
export async function enter(shell: Shell, user: string, password: string): Promise<void> {
  const { link, credentials } = shell.world
  stopListening(shell)
  const secret = { kind: 'password', user, secret: password } as const
  const opened = await shell.interruptible(() => link.logIn(secret))
  const key = { origin: link.origin, user }
  // The token takes the password's place: it is not needed any more.
  const kept = await link.use((client) => keepCredential(client, credentials, key, password))
  link.resumeWith(kept)
  warnWhereKept(kept, shell)
  begin(shell, user, opened)
}

/** Logs in with what is kept already. */
export async function resume(shell: Shell, secret: Secret): Promise<void> {
  const opened = await shell.interruptible(() => shell.world.link.logIn(secret))
  begin(shell, opened?.user ?? secret.user ?? 'you', opened)
}

/** Logs out and forgets the credential here; tells why the server could not be told, where it could not. */
export async function leave(shell: Shell, user: string): Promise<ChatError | undefined> {
  const { link, credentials } = shell.world
  stopListening(shell)
  const failure = await link.logOut().catch((error: unknown) => {
    if (error instanceof ChatError) return error
    throw error
  })
  await credentials.remove({ origin: link.origin, user })
  return failure || undefined
}

function begin(shell: Shell, user: string, opened: Opened | undefined): void {
  const { link, signal } = shell.world
  shell.user = user
  const unread = opened?.unread ? `; ${opened.unread} unread, see them with: list` : ''
  shell.note(`Logged in at ${link.origin} as ${user}${unread}.`)
  const stop = new AbortController()
  listening.set(shell, stop)
  void live(link, (event) => hear(shell, event), AbortSignal.any([stop.signal, signal]))
}

/** Forgets who is logged in here, and listens no more. The server is told nothing. */
export function stopListening(shell: Shell): void {
  listening.get(shell)?.abort()
  Object.assign(shell, { user: undefined, contacts: [], groups: [] })
}

function hear(shell: Shell, event: LiveEvent): void {
  if (event.type === 'lost') shell.note(`Connection lost: ${event.cause}. Trying again…`)
  if (event.type === 'back') shell.note('Connected again.')
  if (event.type === 'ended') {
    shell.note(`The session has ended: ${event.cause}`)
    shell.world.link.forget()
    stopListening(shell)
  }
  if (shell.listener) shell.listener(event)
  else if (event.type === 'message') shell.announce(event.message)
}
