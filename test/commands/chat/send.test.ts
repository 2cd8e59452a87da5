import { expect, test } from 'vitest'
import ChatSend from '../../../src/commands/chat/send.js'
import { runCommand } from '../../cli/run-command.js'
import { answer, serve } from '../../client/scripted-server.js'
import { chatWorld, textsFrom } from '../chat-world.js'
import { runLoggedIn } from '../logged-in.js'

const sent = (line: string) =>
  line.startsWith('CHAT-') ? 'success {"id":"a7","at":"2026-01-01T00:00:00.000Z"}' : 'failed unknown-keyword'

test('a message goes to a user, or to a group in place of the user', async () => {
  const toUser = await runLoggedIn(ChatSend, ['bob', 'halo,  apa kabar?'], sent)
  expect(toUser).toMatchObject({
    exit: 0,
    stdout: 'Sent, id a7.\n',
    sent: ['CHAT-PRIVATE-SEND bob halo,  apa kabar?'],
  })
  const toGroup = await runLoggedIn(ChatSend, ['-g', 'k3x9', 'halo', '--json'], sent)
  expect(toGroup).toMatchObject({
    exit: 0,
    stdout: '{"id":"a7","at":"2026-01-01T00:00:00.000Z"}\n',
    sent: ['CHAT-GROUP-SEND k3x9 halo'],
  })
})

test.each([
  { argv: ['bob'], says: 'TEXT missing' },
  { argv: [], says: 'TO and TEXT missing' },
  { argv: ['-g', 'k3x9'], says: 'TEXT missing' },
  { argv: ['-g', 'k3x9', 'bob', 'hi'], says: '--group stands in place of TO' },
  { argv: ['bob', 'hi', 'there'], says: 'there' },
  { argv: ['b b', 'hi'], says: 'name must be' },
  { argv: ['bob', ''], says: 'message must be' },
  { argv: ['bob', '   '], says: 'message must be' },
  { argv: ['bob', 'one\ntwo'], says: '--split' },
  { argv: ['bob', 'one\rtwo'], says: 'control character' },
  { argv: ['bob', '\u001b[2J'], says: 'control character' },
  { argv: ['bob', '\ud800'], says: 'Unicode' },
  { argv: ['bob', 'hi', '--each-line'], says: 'write -' },
])('$argv is refused before anything is sent', async ({ argv, says }) => {
  const ran = await runLoggedIn(ChatSend, argv, sent)
  expect(ran).toMatchObject({ exit: 2, stdout: '', sent: [], stderr: expect.stringContaining(says) })
})

test('- takes all of stdin as one message, without the last line end', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  expect((await runCommand(ChatSend, ['bob', '-'], { env: as('ann'), stdin: ' halo \r\n' })).exit).toBe(0)
  const refused = await runCommand(ChatSend, ['bob', '-'], { env: as('ann'), stdin: 'one\ntwo\n' })
  expect(refused).toMatchObject({ exit: 2, stderr: expect.stringContaining('--each-line') })
  expect(await textsFrom(await session('bob'), 'ann')).toEqual([' halo '])
})

test('a message over the limit is refused with the limit and its length, unless the server takes it', async () => {
  const strict = await chatWorld(['ann', 'bob'])
  const long = 'word '.repeat(30).trim()
  const refused = await runCommand(ChatSend, ['bob', long], { env: strict.as('ann') })
  expect(refused).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/149 characters.*100[\s\S]*--split/),
  })
  expect(await textsFrom(await strict.session('bob'), 'ann')).toEqual([])
  const generous = await chatWorld(['ann', 'bob'], { limits: { maxArgument: 1000 } })
  expect((await runCommand(ChatSend, ['bob', long], { env: generous.as('ann') })).exit).toBe(0)
})

test('--split cuts at words to what the server takes, and at line ends', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'], { limits: { maxArgument: 120 } })
  const text = `${'word '.repeat(60).trim()}\n\nlast`
  const ran = await runCommand(ChatSend, ['bob', '--split', '-', '--json'], { env: as('ann'), stdin: text })
  expect(ran.exit).toBe(0)
  const texts = await textsFrom(await session('bob'), 'ann')
  expect(texts.join(' ')).toBe(text.replace('\n\n', ' '))
  expect(texts.map(({ length }) => length)).toEqual([119, 119, 59, 4])
  expect(
    ran.stdout
      .trim()
      .split('\n')
      .map((line) => Object.keys(JSON.parse(line))),
  ).toEqual(texts.map(() => ['id', 'at']))
})

test('--each-line sends every line in order over one connection, empty ones left out', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
  const stdin = `${lines.join('\n')}\n\n  \nlast`
  const ran = await runCommand(ChatSend, ['bob', '--each-line', '-'], { env: as('ann'), stdin })
  expect(ran).toMatchObject({ exit: 0, stdout: 'Sent 1001 messages.\n' })
  expect(await textsFrom(await session('bob'), 'ann')).toEqual([...lines, 'last'])
})

test('--each-line stops at a line that is no message and says what was sent', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  for (const bad of ['\u0001', 'x'.repeat(101)]) {
    const stdin = `one\ntwo\n${bad}\nfour\n`
    const ran = await runCommand(ChatSend, ['bob', '--each-line'], { env: as('ann'), stdin })
    expect(ran).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/line 3 of stdin.*2 messages were sent/),
    })
    expect(await textsFrom(await session('bob'), 'ann')).toEqual(['one', 'two'])
  }
})

test('--each-line stops at the first refusal and counts what was on its way', async () => {
  let count = 0
  const env = {
    PYCHAT_SERVER: await answerTo((line) => (++count === 3 ? 'failed busy: try again' : sent(line))),
  }
  const stdin = 'one\ntwo\nthree\nfour\nfive\n'
  const ran = await runCommand(ChatSend, ['bob', '--each-line', '--json'], {
    env: { ...env, PYCHAT_TOKEN: 't' },
    stdin,
  })
  expect(ran.exit).toBe(1)
  expect(JSON.parse(ran.stderr).error).toMatchObject({
    code: 'busy',
    definite: false,
    message: 'line 3 of stdin: try again (4 messages were sent, 2 of them from behind it)',
  })
  expect(ran.stdout.trim().split('\n')).toHaveLength(4)
})

test('--each-line tells what may have been sent when the connection is lost', async () => {
  const server = await serve(async (peer) => {
    await peer.line()
    peer.write('success {"user":"ann","unread":0}')
    await peer.line()
    peer.write(sent('CHAT-'))
    await peer.line()
    peer.socket.destroy()
  })
  const env = { PYCHAT_SERVER: server, PYCHAT_TOKEN: 't' }
  const ran = await runCommand(ChatSend, ['bob', '--each-line'], { env, stdin: 'one\ntwo\nthree\n' })
  expect(ran.exit).toBe(3)
  expect(ran.stderr).toMatch(/line 2 of stdin: .*\(1 message was sent, 2 may have been\)/)
})

test('where the login fails no line is read and none is sent', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  const env = { ...as('ann'), PYCHAT_PASSWORD: 'wrong' }
  const ran = await runCommand(ChatSend, ['bob', '--each-line'], { env, stdin: 'one\n' })
  expect(ran).toMatchObject({ exit: 4, stdout: '' })
  expect(await textsFrom(await session('bob'), 'ann')).toEqual([])
})

test('a dry run shows every message that would be sent', async () => {
  const env = { PYCHAT_SERVER: '127.0.0.1:1', PYCHAT_TOKEN: 't' }
  const ran = await runCommand(ChatSend, ['bob', '--each-line', '--dry-run'], { env, stdin: 'one\ntwo\n' })
  expect(ran).toMatchObject({
    exit: 0,
    stdout: 'AUTH-RESUME ***\nCHAT-PRIVATE-SEND bob one\nCHAT-PRIVATE-SEND bob two\n',
  })
})

/** A server that logs anybody in and answers each further line. */
const answerTo = (reply: (line: string) => string) =>
  answer((line) => (line.startsWith('AUTH-') ? 'success {"user":"ann","unread":0}' : reply(line)))
