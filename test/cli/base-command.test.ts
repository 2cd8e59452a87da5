import { readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import ContactGet from '../../src/commands/contact/get.js'
import { answer } from '../client/scripted-server.js'
import { storeOf } from '../commands/logged-in.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runCommand } from './run-command.js'

/** A server that takes every login; what it was sent tells which. */
async function openServer(login = 'success') {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return line === 'CONTACT-GET' ? 'success []' : login
  })
  return { origin, sent }
}

/** A state in which these users are logged in with a token `of<user>`, the last one last. */
async function stateOf(origin: string, ...users: string[]) {
  const state = temporaryFolder()
  for (const [i, user] of users.entries()) {
    const since = `2026-01-0${i + 1}T00:00:00.000Z`
    await storeOf(state).set({ origin, user, kind: 'token', secret: `of${user}`, since })
  }
  return state
}

test.each([
  { who: 'the last to log in', argv: [], env: {}, login: 'AUTH-RESUME ofbob' },
  { who: "the environment's user", argv: [], env: { PYCHAT_USER: 'ann' }, login: 'AUTH-RESUME ofann' },
  {
    who: "the flag's user",
    argv: ['--user', 'bob'],
    env: { PYCHAT_USER: 'ann' },
    login: 'AUTH-RESUME ofbob',
  },
  { who: "the environment's token", argv: [], env: { PYCHAT_TOKEN: 't' }, login: 'AUTH-RESUME t' },
  {
    who: "the environment's password",
    argv: [],
    env: { PYCHAT_USER: 'eve', PYCHAT_PASSWORD: 'pw' },
    login: 'AUTH-LOGIN eve pw',
  },
])('by default and by choice: $who', async ({ argv, env, login }) => {
  const { origin, sent } = await openServer()
  const state = await stateOf(origin, 'ann', 'bob')
  const world = { env: { PYCHAT_SERVER: origin, XDG_STATE_HOME: state, ...env } }
  expect((await runCommand(ContactGet, argv, world)).exit).toBe(0)
  expect(sent).toEqual([login, 'CONTACT-GET'])
})

test("nothing is done with the environment's token in the name of another than its user", async () => {
  const { origin, sent } = await openServer('success {"user":"ann","unread":0}')
  const env = { PYCHAT_SERVER: origin, PYCHAT_TOKEN: 't', XDG_STATE_HOME: temporaryFolder() }
  const ran = await runCommand(ContactGet, [], { env: { ...env, PYCHAT_USER: 'eve' } })
  expect(ran).toMatchObject({ exit: 4, stdout: '', stderr: expect.stringContaining('not that of eve') })
  expect(sent).toEqual(['AUTH-RESUME t'])
  expect((await runCommand(ContactGet, [], { env: { ...env, PYCHAT_USER: 'ann' } })).exit).toBe(0)
})

test('a credential of one server goes to no other, whatever a flag says', async () => {
  const home = await openServer()
  const other = await openServer()
  const state = await stateOf(home.origin, 'ann')
  const env = { PYCHAT_SERVER: home.origin, PYCHAT_USER: 'ann', PYCHAT_TOKEN: 't', XDG_STATE_HOME: state }
  const ran = await runCommand(ContactGet, ['--server', other.origin], { env })
  expect(ran).toMatchObject({ exit: 4, stderr: expect.stringContaining('ann is not logged in') })
  expect(other.sent).toEqual([])
})

test('a user without a credential is not somebody else', async () => {
  const { origin, sent } = await openServer()
  const state = await stateOf(origin, 'ann')
  const env = { PYCHAT_SERVER: origin, XDG_STATE_HOME: state }
  expect((await runCommand(ContactGet, ['--user', 'bob'], { env })).exit).toBe(4)
  expect(sent).toEqual([])
})

test('a damaged store is told, and nothing is sent', async () => {
  const { origin, sent } = await openServer()
  const state = await stateOf(origin, 'ann')
  const folder = `${state}/pychat/credentials`
  writeFileSync(`${folder}/${readdirSync(folder)[0]}`, '{')
  const env = { PYCHAT_SERVER: origin, XDG_STATE_HOME: state }
  expect(await runCommand(ContactGet, [], { env })).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('is damaged'),
  })
  expect(sent).toEqual([])
})

test('a dry run needs neither a server nor a credential', async () => {
  const ran = await runCommand(ContactGet, ['--dry-run'], { env: { PYCHAT_SERVER: 'tcp://127.0.0.1:1' } })
  expect(ran).toMatchObject({
    exit: 0,
    stdout: 'CONTACT-GET\n',
    stderr: expect.stringContaining('nobody is logged in'),
  })
})

test('the trace shows both directions on stderr, and stdout stays data', async () => {
  const { origin } = await openServer()
  const env = { PYCHAT_SERVER: origin, PYCHAT_TOKEN: 's3cret' }
  const ran = await runCommand(ContactGet, ['--trace', '--json'], { env })
  expect(ran.stdout).toBe('[]\n')
  expect(ran.stderr.split('\n').sort()).toEqual(
    ['', '> AUTH-RESUME ***', '> CONTACT-GET', '< success', '< success []', '< success welcome'].sort(),
  )
})
