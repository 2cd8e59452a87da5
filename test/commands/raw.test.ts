import { expect, test } from 'vitest'
import Raw from '../../src/commands/raw.js'
import { runCommand } from '../cli/run-command.js'
import { answer } from '../client/scripted-server.js'
import { runLoggedIn } from './logged-in.js'

test('words are joined by one space and sent as they are, also those that repeat', async () => {
  const argv = ['CHAT-PRIVATE-SEND', 'bob', 'hi bob', '--', 'bob', '--json', 'bob']
  const { sent } = await runLoggedIn(Raw, argv, () => 'success')
  expect(sent).toEqual(['CHAT-PRIVATE-SEND bob hi bob bob --json bob'])
})

test.each([
  { reply: 'success {"a":1}', shown: '{"a":1}\n', json: '{"a":1}\n' },
  { reply: 'success 0', shown: '0\n', json: '0\n' },
  { reply: 'success null', shown: 'null\n', json: 'null\n' },
  { reply: 'success halo \u009b', shown: 'halo \\u{9b}\n', json: '{"text":"halo \\u009b"}\n' },
  { reply: 'success', shown: '\n', json: '{"text":""}\n' },
])('the reply $reply is written as JSON, or as its words', async ({ reply, shown, json }) => {
  expect((await runLoggedIn(Raw, ['NEW-VERB'], () => reply)).stdout).toBe(shown)
  expect((await runLoggedIn(Raw, ['NEW-VERB', '--json'], () => reply)).stdout).toBe(json)
})

test('a verb that needs no session is sent without a login', async () => {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return 'success {"user":"eve"}'
  })
  const env = { PYCHAT_SERVER: origin, PYCHAT_TOKEN: 't' }
  await runCommand(Raw, ['AUTH-REGISTER', 'eve', 'pw', 'pw'], { env })
  expect(sent).toEqual(['AUTH-REGISTER eve pw pw'])
})

test('a verb that nobody here knows is sent with a login where there is one, and without where not', async () => {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return 'success'
  })
  await runCommand(Raw, ['NEW-VERB', 'x'], { env: { PYCHAT_SERVER: origin, PYCHAT_TOKEN: 't' } })
  await runCommand(Raw, ['NEW-VERB', 'x'], { env: { PYCHAT_SERVER: origin } })
  expect(sent).toEqual(['AUTH-RESUME t', 'NEW-VERB x', 'NEW-VERB x'])
})

test.each([
  ['FILE-SEND-PRIVATE', 'pychat file send'],
  ['file-get-group', 'pychat file get'],
  ['NOTIF-LISTEN', 'pychat listen'],
])('%s is refused with the command that does it', async (verb, command) => {
  const ran = await runLoggedIn(Raw, [verb, 'x'], () => 'success')
  expect(ran).toMatchObject({ sent: [], exit: 2, stderr: expect.stringContaining(command) })
})

test('a line break in a word is no second request', async () => {
  const ran = await runLoggedIn(Raw, ['CONTACT-ADD', 'bob\r\nAUTH-LOGOUT'], () => 'success')
  expect(ran).toMatchObject({ sent: [], exit: 2 })
})

test('what a GET handed out is settled after it was written', async () => {
  const { sent, stdout } = await runLoggedIn(Raw, ['CHAT-PRIVATE-GET', 'bob'], () => 'success []')
  expect(stdout).toBe('[]\n')
  expect(sent).toEqual(['CHAT-PRIVATE-GET bob', 'SERVER-INFO'])
})

test('what could not be written is not settled', async () => {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return 'success []'
  })
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' })
  const ran = await runCommand(Raw, ['CHAT-PRIVATE-GET', 'bob'], {
    env: { PYCHAT_SERVER: origin, PYCHAT_TOKEN: 't' },
    stdout: { write: (_bytes, done) => done(full) },
  })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('the disk is full') })
  expect(sent).toEqual(['AUTH-RESUME t', 'CHAT-PRIVATE-GET bob'])
})

test('a dry run shows the bytes', async () => {
  const argv = ['CHAT-PRIVATE-SEND', 'bob', 'hi', '--dry-run']
  expect((await runLoggedIn(Raw, argv, () => 'success')).stdout).toBe(
    'AUTH-RESUME ***\nCHAT-PRIVATE-SEND bob hi\n',
  )
  const secret = await runLoggedIn(
    Raw,
    ['AUTH-LOGIN', 'ann', 's3cret', '--dry-run', '--json'],
    () => 'success',
  )
  expect(secret).toMatchObject({ sent: [], stdout: '["AUTH-LOGIN ann ***"]\n' })
})
