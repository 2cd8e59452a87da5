import { join } from 'node:path'
import { FileStore } from '../../src/credentials/file-store.js'
import { type Ran, runCommand } from '../cli/run-command.js'
import { answer } from '../client/scripted-server.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

export const token = '3kq8z1v7n5b2x9c4m6l0j8h3g5'

interface Dialogue extends Ran {
  /** What the server was asked, the login aside. */
  readonly sent: string[]
}

/** Runs a command that is logged in as ann with a token, against a server that answers each request by `reply`. */
export async function runLoggedIn(
  command: unknown,
  argv: string[],
  reply: (line: string) => string,
): Promise<Dialogue> {
  const sent: string[] = []
  const origin = await answer((line) => {
    if (line === `AUTH-RESUME ${token}`) return 'success {"user":"ann","unread":0}'
    sent.push(line)
    return reply(line)
  })
  const state = await stateWith({ origin, user: 'ann', kind: 'token', secret: token })
  const ran = await runCommand(command, argv, { env: { PYCHAT_SERVER: origin, XDG_STATE_HOME: state } })
  return { ...ran, sent }
}

/** A folder of state in which a credential is stored. */
export async function stateWith(credential: {
  origin: string
  user: string
  kind: 'token' | 'password'
  secret: string
}): Promise<string> {
  const state = temporaryFolder()
  await storeOf(state).set({ ...credential, since: '2026-01-01T00:00:00.000Z' })
  return state
}

/** The store that commands use whose state is in this folder. */
export const storeOf = (state: string) => new FileStore(join(state, 'pychat', 'credentials'))
