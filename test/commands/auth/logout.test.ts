import { join } from 'node:path'
import { expect, test } from 'vitest'
import Logout from '../../../src/commands/auth/logout.js'
import { KeychainStore } from '../../../src/credentials/keychain-store.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'
import { MemoryKeychain } from '../../credentials/memory-keychain.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { stateWith, storeOf, token } from '../logged-in.js'

async function loggedIn(reply: (line: string) => string, kind: 'token' | 'password' = 'token') {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return reply(line)
  })
  return { sent, ...(await credentialAt(origin, kind)) }
}

async function credentialAt(origin: string, kind: 'token' | 'password' = 'token') {
  const state = await stateWith({ origin, user: 'ann', kind, secret: token })
  return { origin, state, env: { PYCHAT_SERVER: origin, XDG_STATE_HOME: state } }
}

test('the token is revoked and forgotten', async () => {
  const { sent, origin, state, env } = await loggedIn(() => 'success')
  expect(await runCommand(Logout, [], { env })).toMatchObject({
    stdout: `Logged out ann at ${origin}.\n`,
    exit: 0,
  })
  expect(sent).toEqual([`AUTH-RESUME ${token}`, 'AUTH-LOGOUT'])
  expect(await storeOf(state).list(origin)).toEqual([])
})

test('a token that the server does not know any more is simply forgotten', async () => {
  const { origin, state, env } = await loggedIn(() => 'failed bad-token: expired')
  expect((await runCommand(Logout, ['--json'], { env })).exit).toBe(0)
  expect(await storeOf(state).list(origin)).toEqual([])
})

test('a stored password is forgotten without a word to the server', async () => {
  const { sent, origin, state, env } = await loggedIn(() => 'success', 'password')
  expect((await runCommand(Logout, [], { env })).exit).toBe(0)
  expect(sent).toEqual([])
  expect(await storeOf(state).list(origin)).toEqual([])
})

test('where the server is gone the token is forgotten here, and the exit code says the rest', async () => {
  const { origin, state, env } = await credentialAt('tcp://127.0.0.1:1')
  expect(await runCommand(Logout, [], { env })).toMatchObject({
    exit: 3,
    stdout: '',
    stderr: expect.stringContaining('forgotten here, but the token stays valid'),
  })
  expect(await storeOf(state).list(origin)).toEqual([])
})

test('nobody to log out is exit 4', async () => {
  const env = { XDG_STATE_HOME: temporaryFolder() }
  expect((await runCommand(Logout, [], { env })).exit).toBe(4)
  const { env: other } = await loggedIn(() => 'success')
  expect((await runCommand(Logout, ['--user', 'bob'], { env: other })).exit).toBe(4)
})

test.each(['token', 'password'] as const)('a dry run forgets no %s', async (kind) => {
  const { origin, state, env } = await loggedIn(() => 'success', kind)
  expect((await runCommand(Logout, ['--dry-run'], { env })).exit).toBe(0)
  expect(await storeOf(state).list(origin)).toHaveLength(1)
})

/** A keychain with a token of ann, and beside it a file with a later one. */
async function twoCopies() {
  const world = await loggedIn(() => 'success')
  const memory = new MemoryKeychain()
  const index = join(world.state, 'pychat', 'keychain')
  const older = { origin: world.origin, user: 'ann', kind: 'token', secret: 'older', since: '2025' } as const
  await new KeychainStore(memory.ask, index).set(older)
  return { ...world, memory, keychain: memory.ask }
}

test('it is removed everywhere, and every token revoked', async () => {
  const { sent, origin, state, env, memory, keychain } = await twoCopies()
  expect((await runCommand(Logout, [], { env, keychain })).exit).toBe(0)
  expect(sent.filter((line) => line.startsWith('AUTH-RESUME')).sort()).toEqual([
    `AUTH-RESUME ${token}`,
    'AUTH-RESUME older',
  ])
  expect(memory.entries.size).toBe(0)
  expect(await storeOf(state).list(origin)).toEqual([])
  expect((await runCommand(Logout, [], { env, keychain })).exit).toBe(4)
})

test('a locked keychain is told, after all that could be done was', async () => {
  const { sent, origin, state, env, memory, keychain } = await twoCopies()
  memory.isLocked = true
  expect(await runCommand(Logout, [], { env, keychain })).toMatchObject({
    exit: 2,
    stdout: '',
    stderr: expect.stringContaining('locked'),
  })
  expect(sent).toContain(`AUTH-RESUME ${token}`)
  expect(await storeOf(state).list(origin)).toEqual([])
  expect(memory.entries.size).toBe(1)
})
