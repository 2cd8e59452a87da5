import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import ChatGet from '../../../src/commands/chat/get.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'
import { shell } from '../../e2e/run-pychat.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { chatWorld, textsFrom } from '../chat-world.js'
import { runLoggedIn } from '../logged-in.js'

const message = (id: number, text = `text ${id}`) => ({
  id: String(id),
  from: 'bob',
  text,
  at: '2026-01-01T00:00:00.000Z',
})
const success = (value: unknown) => `success ${JSON.stringify(value)}`

/** A stdout that takes nothing. */
const broken = (code: string) => ({
  write: (_: unknown, done: (error: Error) => void) => done(Object.assign(new Error(code), { code })),
})

test('messages are written a line each, then settled', async () => {
  const { sent, stdout, stderr, exit } = await runLoggedIn(ChatGet, ['bob'], (line) =>
    line.startsWith('CHAT-') ? success([message(1), message(2)]) : 'failed unknown-keyword',
  )
  expect(stdout).toBe('2026-01-01T00:00:00.000Z\tbob\ttext 1\n2026-01-01T00:00:00.000Z\tbob\ttext 2\n')
  expect({ sent, stderr, exit }).toEqual({
    sent: ['CHAT-PRIVATE-GET bob', 'SERVER-INFO'],
    stderr: '',
    exit: 0,
  })
})

test('--json writes one array, and --all one message a line', async () => {
  const batches = [[message(1), message(2)], [message(3)], []]
  const reply = () => {
    let next = 0
    return (line: string) => (line.startsWith('CHAT-') ? success(batches[next++]) : 'success {}')
  }
  const one = await runLoggedIn(ChatGet, ['bob', '--json'], reply())
  expect(one.stdout).toBe(`${JSON.stringify(batches[0])}\n`)
  const all = await runLoggedIn(ChatGet, ['-g', 'k3x9', '--all', '--json'], reply())
  expect(
    all.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(batches.flat())
  expect(all.sent).toEqual([
    'CHAT-GROUP-GET k3x9',
    'SERVER-INFO',
    'CHAT-GROUP-GET k3x9',
    'SERVER-INFO',
    'CHAT-GROUP-GET k3x9',
  ])
  expect((await runLoggedIn(ChatGet, ['bob', '--json'], () => success([]))).stdout).toBe('[]\n')
  expect((await runLoggedIn(ChatGet, ['bob', '--json', '--all'], () => success([]))).stdout).toBe('')
})

test('a full batch says on stderr that there may be more, and --all brings it', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  const bob = await session('bob')
  const texts = Array.from({ length: 1100 }, (_, i) => `text ${i}`)
  await Promise.all(texts.map((message) => bob.chatPrivateSend({ name: 'ann', message })))
  const first = await runCommand(ChatGet, ['bob'], { env: as('ann') })
  expect(first.stderr).toContain('--all')
  const rest = await runCommand(ChatGet, ['bob', '--all', '--json'], { env: as('ann') })
  expect(rest.stderr).toBe('')
  const got = [
    ...first.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[2]),
    ...rest.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).text),
  ]
  expect(got).toEqual(texts)
})

test.each([
  { code: 'ENOSPC', says: 'the disk is full; the messages stay unread' },
  { code: 'EIO', says: 'writing failed; the messages stay unread' },
  { code: 'EPIPE', says: '' },
])('where writing fails with $code nothing is settled', async ({ code, says }) => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  const bob = await session('bob')
  await bob.chatPrivateSend({ name: 'ann', message: 'hi' })
  for (const more of [[], ['--all'], ['--json']]) {
    const ran = await runCommand(ChatGet, ['bob', ...more], { env: as('ann'), stdout: broken(code) })
    expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining(says) })
  }
  expect(await textsFrom(await session('ann'), 'bob')).toEqual(['hi'])
})

test('a server that says it in words of its own is settled and done', async () => {
  const ran = await runLoggedIn(ChatGet, ['bob', '--all'], () => 'success bob: hi')
  expect(ran).toMatchObject({ exit: 0, stdout: 'bob: hi\n', sent: ['CHAT-PRIVATE-GET bob', 'SERVER-INFO'] })
})

test('hostile text is shown and not obeyed', async () => {
  const evil = {
    ...message(1, '\u202egnp\u009b2J'),
    file: { code: 'c', name: 'x', size: 5, mime: 'a\u200bb' },
  }
  const reply = () => success([evil])
  const text = await runLoggedIn(ChatGet, ['bob'], reply)
  expect(text.stdout).toBe(
    '2026-01-01T00:00:00.000Z\tbob\t\\u{202e}gnp\\u{9b}2J (file c, 5 bytes, a\\u{200b}b)\n',
  )
  const json = await runLoggedIn(ChatGet, ['bob', '--json'], reply)
  expect(json.stdout).not.toMatch(/[\u0080-\u009f\u200b\u202e]/)
  expect(JSON.parse(json.stdout)).toEqual([evil])
})

test.each(['> /dev/full', '>&-'])('with stdout as %s the messages stay unread', async (redirection) => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  await (await session('bob')).chatPrivateSend({ name: 'ann', message: 'hi' })
  const ran = await shell(`pychat chat get bob ${redirection}`, {
    env: { ...as('ann'), HOME: temporaryFolder() },
  })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('the messages stay unread') })
  expect(await textsFrom(await session('ann'), 'bob')).toEqual(['hi'])
})

test('what was killed before its output was taken has settled nothing', async () => {
  const sent: string[] = []
  const batch = Array.from({ length: 500 }, (_, i) => message(i, 'x'.repeat(1000)))
  const server = await answer((line) => {
    sent.push(line)
    return line.startsWith('CHAT-') ? success(batch) : 'success {"user":"ann","unread":0}'
  })
  const run = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
  const env = {
    PATH: process.env.PATH,
    HOME: join(temporaryFolder()),
    PYCHAT_SERVER: server,
    PYCHAT_TOKEN: 't',
  }
  const child = spawn(process.execPath, [run, 'chat', 'get', 'bob'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // The pipe holds less than the batch: from its first byte to the last that is never read, the write is under way.
  await once(child.stdout, 'readable')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(sent).toEqual(['AUTH-RESUME t', 'CHAT-PRIVATE-GET bob'])
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(sent).toHaveLength(2)
})

test('a loop over stdin keeps its input', async () => {
  const { as, session } = await chatWorld(['ann', 'bob', 'eve'])
  const loop = `printf 'bob\\neve\\n' | while read -r name; do pychat chat send "$name" hi; pychat chat get "$name"; done`
  await shell(loop, { env: { ...as('ann'), HOME: temporaryFolder() } })
  for (const name of ['bob', 'eve']) expect(await textsFrom(await session(name), 'ann')).toEqual(['hi'])
})
