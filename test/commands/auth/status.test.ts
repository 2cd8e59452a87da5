import { expect, test } from 'vitest'
import Status from '../../../src/commands/auth/status.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'
import { stateWith, token } from '../logged-in.js'

async function serverWith(reply: string) {
  const origin = await answer(() => reply)
  const state = await stateWith({ origin, user: 'ann', kind: 'token', secret: token })
  return { origin, env: { PYCHAT_SERVER: origin, XDG_STATE_HOME: state } }
}

test('who, where, from where and how much is unread', async () => {
  const { origin, env } = await serverWith('success {"user":"ann","unread":3}')
  expect(await runCommand(Status, [], { env })).toMatchObject({
    stdout: expect.stringMatching(
      `Logged in at ${origin} as ann.\nThe token comes from files under .*\nUnread: 3\n`,
    ),
    exit: 0,
  })
  const { stdout } = await runCommand(Status, ['--json'], { env })
  expect(JSON.parse(stdout)).toEqual({
    user: 'ann',
    server: origin,
    unread: 3,
    credential: { kind: 'token', place: expect.stringContaining(env.XDG_STATE_HOME) },
  })
})

test('a credential of the environment is told as such', async () => {
  const { env } = await serverWith('success {"user":"bob","unread":0}')
  const { stdout } = await runCommand(Status, ['--json'], { env: { ...env, PYCHAT_TOKEN: 't' } })
  expect(JSON.parse(stdout)).toMatchObject({
    user: 'bob',
    credential: { kind: 'token', place: 'the environment' },
  })
})

test('a server that tells nothing is believed about the login', async () => {
  const { env } = await serverWith('success OK')
  expect(await runCommand(Status, [], { env })).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('as ann'),
  })
})

test.each([
  ['failed bad-token: expired', 'bad-token'],
  ['failed token salah', 'login-refused'],
])('a server that answers %j is exit 4', async (reply, code) => {
  const { env } = await serverWith(reply)
  const ran = await runCommand(Status, ['--json'], { env })
  expect(ran).toMatchObject({ exit: 4, stdout: '' })
  expect(JSON.parse(ran.stderr).error).toMatchObject({
    code,
    hint: expect.stringContaining('auth login ann'),
  })
})

test('nobody logged in is exit 4, but a server that is not there comes first', async () => {
  const origin = await answer(() => 'failed no')
  expect((await runCommand(Status, [], { env: { PYCHAT_SERVER: origin } })).exit).toBe(4)
  expect((await runCommand(Status, [], { env: { PYCHAT_SERVER: 'tcp://127.0.0.1:1' } })).exit).toBe(3)
})
