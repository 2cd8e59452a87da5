import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import Password from '../../../src/commands/auth/password.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { stateWith, storeOf, token } from '../logged-in.js'

async function loggedIn(kind: 'token' | 'password') {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return line === 'AUTH-TOKEN' ? 'failed apa?' : 'success'
  })
  const secret = kind === 'token' ? token : '0ld'
  const state = await stateWith({ origin, user: 'ann', kind, secret })
  return { sent, origin, state, env: { PYCHAT_SERVER: origin, XDG_STATE_HOME: state } }
}

test('the session is that of the stored token, which outlives the change', async () => {
  const { sent, origin, state, env } = await loggedIn('token')
  expect((await runCommand(Password, ['--password-stdin'], { env, stdin: '0ld\nn3w\n' })).exit).toBe(0)
  expect(sent).toEqual([`AUTH-RESUME ${token}`, 'AUTH-PASSWORD 0ld n3w n3w'])
  expect(await storeOf(state).get({ origin, user: 'ann' })).toMatchObject({ secret: token })
})

test('a stored password is replaced by the new one', async () => {
  const { sent, origin, state, env } = await loggedIn('password')
  expect((await runCommand(Password, ['--password-stdin'], { env, stdin: '0ld\nn3w\n' })).exit).toBe(0)
  expect(sent).toEqual(['AUTH-LOGIN ann 0ld', 'AUTH-PASSWORD 0ld n3w n3w', 'AUTH-TOKEN'])
  expect(await storeOf(state).get({ origin, user: 'ann' })).toMatchObject({ secret: 'n3w' })
})

test('who is not logged in logs in with the old password', async () => {
  const { sent, env } = await loggedIn('token')
  const argv = ['--user', 'bob', '--password-stdin', '--json']
  const ran = await runCommand(Password, argv, { env, stdin: '0ld\nn3w\n' })
  expect(JSON.parse(ran.stdout)).toEqual({ user: 'bob', server: env.PYCHAT_SERVER })
  expect(sent).toEqual(['AUTH-LOGIN bob 0ld', 'AUTH-PASSWORD 0ld n3w n3w'])
})

test('a person is asked for the old one once and for the new one twice', async () => {
  const { sent, env } = await loggedIn('token')
  const ran = await runCommand(Password, [], { env, answers: ['0ld', 'n3w', 'n3w'] })
  expect(ran.asked).toEqual(['Password of ann', 'New password of ann', 'The same again'])
  expect(sent).toContain('AUTH-PASSWORD 0ld n3w n3w')
})

test('both may come from files or the environment', async () => {
  const { sent, env } = await loggedIn('token')
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'old'), '0ld\n')
  writeFileSync(join(folder, 'new'), 'n3w\n')
  const files = ['--password-file', join(folder, 'old'), '--new-password-file', join(folder, 'new')]
  expect((await runCommand(Password, files, { env })).exit).toBe(0)
  const given = { ...env, PYCHAT_PASSWORD: '0ld', PYCHAT_NEW_PASSWORD: 'n3w' }
  expect((await runCommand(Password, [], { env: given })).exit).toBe(0)
  expect(sent.filter((line) => line === 'AUTH-PASSWORD 0ld n3w n3w')).toHaveLength(2)
})

test('stdin with one line is not enough: exit 2 with nothing sent', async () => {
  const { sent, env } = await loggedIn('token')
  expect((await runCommand(Password, ['--password-stdin'], { env, stdin: '0ld\n' })).exit).toBe(2)
  expect(sent).toEqual([])
})

test('without a terminal the flag for the new password is named: exit 7', async () => {
  const { env } = await loggedIn('token')
  const ran = await runCommand(Password, [], { env: { ...env, PYCHAT_PASSWORD: '0ld' } })
  expect(ran).toMatchObject({ exit: 7, stderr: expect.stringContaining('--new-password-file') })
})
