import { expect, test } from 'vitest'
import Move from '../../../src/commands/auth/move.js'
import Status from '../../../src/commands/auth/status.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'
import { MemoryKeychain } from '../../credentials/memory-keychain.js'
import { stateWith, storeOf, token } from '../logged-in.js'

async function loggedIn() {
  const origin = await answer(() => 'success {"user":"ann","unread":0}')
  const state = await stateWith({ origin, user: 'ann', kind: 'token', secret: token })
  const memory = new MemoryKeychain()
  const world = { env: { PYCHAT_SERVER: origin, XDG_STATE_HOME: state }, keychain: memory.ask }
  return { origin, state, memory, world }
}

test('a credential goes into the keychain and out of it again, and the status tells where it is', async () => {
  const { origin, state, memory, world } = await loggedIn()
  expect(await runCommand(Move, ['--to', 'keychain'], world)).toMatchObject({
    stdout: `Moved the credential of ann at ${origin} into the system keychain.\n`,
    stderr: '',
    exit: 0,
  })
  expect(await storeOf(state).list(origin)).toEqual([])
  const { stdout } = await runCommand(Status, [], world)
  expect(stdout).toContain('The token comes from the system keychain.')
  expect((await runCommand(Move, ['--to', 'file', '--user', 'ann'], world)).exit).toBe(0)
  expect(await storeOf(state).get({ origin, user: 'ann' })).toMatchObject({ secret: token })
  expect(memory.entries.size).toBe(0)
})

test('a credential that is there already stays', async () => {
  const { origin, world } = await loggedIn()
  const ran = await runCommand(Move, ['--to', 'file', '--json'], world)
  expect(JSON.parse(ran.stdout)).toEqual({ user: 'ann', server: origin, moved: false, to: 'file' })
})

test('a keychain that does not open leaves all as it was: exit 2', async () => {
  const { origin, state, memory, world } = await loggedIn()
  memory.isLocked = true
  expect(await runCommand(Move, ['--to', 'keychain'], world)).toMatchObject({ exit: 2, stdout: '' })
  expect(await storeOf(state).list(origin)).toHaveLength(1)
})

test('nothing to move is exit 4, and nowhere to move it exit 2', async () => {
  const { world } = await loggedIn()
  expect((await runCommand(Move, ['--to', 'file', '--user', 'bob'], world)).exit).toBe(4)
  expect((await runCommand(Move, [], world)).exit).toBe(2)
  expect((await runCommand(Move, ['--to', 'paper'], world)).exit).toBe(2)
})
