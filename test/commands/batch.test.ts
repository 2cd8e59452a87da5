import { expect, test } from 'vitest'
import Batch from '../../src/commands/batch.js'
import { runCommand } from '../cli/run-command.js'
import { answer, serve } from '../client/scripted-server.js'
import { chatWorld, textsFrom } from './chat-world.js'

const line = (verb: string, args?: object, id?: unknown) => `${JSON.stringify({ verb, args, id })}\n`
const send = (message: string) => line('CHAT-PRIVATE-SEND', { name: 'bob', message })
const get = line('CHAT-PRIVATE-GET', { name: 'bob' })
const resultsOf = ({ stdout }: { stdout: string }) =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text))

/** A server that logs anybody in and answers by `reply`; `sent` is what it was asked. */
async function scripted(reply: (line: string) => string | undefined) {
  const sent: string[] = []
  const server = await answer((asked) => {
    if (asked.startsWith('AUTH-RESUME')) return 'success {"user":"ann","unread":0}'
    sent.push(asked)
    return reply(asked)
  })
  return { sent, env: { PYCHAT_SERVER: server, PYCHAT_TOKEN: 't' } }
}

test('each line gets its result, in order, with its id', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  const stdin =
    line('CHAT-PRIVATE-SEND', { name: 'bob', message: 'hi' }, 1) +
    line('CONTACT-ADD', { name: 'nobody' }, 'two') +
    'junk\n\n' +
    line('CONTACT-ADD', { name: 'bob' }) +
    line('AUTH-LOGOUT', {}, 5).trimEnd()
  const ran = await runCommand(Batch, [], { env: as('ann'), stdin })
  expect(resultsOf(ran)).toEqual([
    { id: 1, ok: true, value: { id: expect.any(String), at: expect.any(String) } },
    { id: 'two', ok: false, error: { code: 'unknown-user', message: expect.any(String) } },
    { ok: false, error: { code: 'usage', message: expect.stringContaining('JSON') } },
    { ok: true, value: { name: 'bob' } },
    { id: 5, ok: true, value: { text: expect.any(String) } },
  ])
  expect(ran).toMatchObject({ exit: 1, stderr: '2 of 5 requests failed\n' })
  expect(await textsFrom(await session('bob'), 'ann')).toEqual(['hi'])
})

test('where none fails the exit code is 0, also for no request at all', async () => {
  const { as } = await chatWorld(['ann', 'bob'])
  expect(await runCommand(Batch, [], { env: as('ann'), stdin: send('hi') })).toMatchObject({
    exit: 0,
    stderr: '',
  })
  expect(await runCommand(Batch, [], { env: as('ann'), stdin: '' })).toMatchObject({ exit: 0, stdout: '' })
})

test('requests are pipelined, but nothing is sent behind a GET before its result was written', async () => {
  const { sent, env } = await scripted((asked) => (asked.includes('GET') ? 'success []' : 'success {}'))
  const seen: string[][] = []
  const stdout = {
    write: (_: unknown, done: () => void) => {
      seen.push([...sent])
      setTimeout(done, 20)
    },
  }
  const ran = await runCommand(Batch, [], {
    env,
    stdout,
    stdin: send('one') + send('two') + get + send('three'),
  })
  expect(ran.exit).toBe(0)
  const upToGet = ['CHAT-PRIVATE-SEND bob one', 'CHAT-PRIVATE-SEND bob two', 'CHAT-PRIVATE-GET bob']
  expect(seen.slice(0, 3)).toEqual([upToGet, upToGet, upToGet])
  expect(sent).toEqual([...upToGet, 'CHAT-PRIVATE-SEND bob three'])
})

test('a GET at the end is settled once its result was written', async () => {
  const { sent, env } = await scripted(() => 'success []')
  await runCommand(Batch, [], { env, stdin: `${get}junk\n` })
  expect(sent).toEqual(['CHAT-PRIVATE-GET bob', 'SERVER-INFO'])
})

test('where a result cannot be written nothing more is sent and what was handed out stays unread', async () => {
  const { as, session } = await chatWorld(['ann', 'bob'])
  await (await session('bob')).chatPrivateSend({ name: 'ann', message: 'unread' })
  const stdout = {
    write: (_: unknown, done: (error: Error) => void) =>
      done(Object.assign(new Error('x'), { code: 'ENOSPC' })),
  }
  const ran = await runCommand(Batch, [], { env: as('ann'), stdin: get + send('hi'), stdout })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('the disk is full') })
  expect(await textsFrom(await session('ann'), 'bob')).toEqual(['unread'])
  expect(await textsFrom(await session('bob'), 'ann')).toEqual([])
})

test('after the connection was lost every line that is left gets an error', async () => {
  const server = await serve(async (peer) => {
    await peer.line()
    peer.write('success {"user":"ann","unread":0}')
    await peer.line()
    peer.write('success {"id":"1","at":"x"}')
    await peer.line()
    peer.socket.destroy()
  })
  const env = { PYCHAT_SERVER: server, PYCHAT_TOKEN: 't' }
  const stdin = Array.from({ length: 1000 }, (_, i) => send(`text ${i}`)).join('')
  const ran = await runCommand(Batch, ['--json'], { env, stdin })
  const results = resultsOf(ran)
  expect(results).toHaveLength(1000)
  expect(results.map(({ ok }) => ok)).toEqual([true, ...Array(999).fill(false)])
  expect(results[1].error).toMatchObject({
    code: 'disconnected',
    message: expect.not.stringContaining('not sent'),
  })
  expect(results[999].error).toMatchObject({
    code: 'disconnected',
    message: expect.stringContaining('not sent'),
  })
  expect(ran.exit).toBe(3)
  expect(JSON.parse(ran.stderr).error).toMatchObject({
    code: 'disconnected',
    exit: 3,
    message: expect.stringContaining('999 of 1000'),
  })
})

test('--no-login leaves the login to the requests', async () => {
  const { as, server, session } = await chatWorld(['ann', 'bob'])
  const stdin = line('AUTH-LOGIN', { name: 'ann', password: as('ann').PYCHAT_PASSWORD }) + send('hi')
  const ran = await runCommand(Batch, ['--no-login'], { env: { PYCHAT_SERVER: server }, stdin })
  expect(ran.exit).toBe(0)
  expect(await textsFrom(await session('bob'), 'ann')).toEqual(['hi'])
  expect((await runCommand(Batch, [], { env: { PYCHAT_SERVER: server }, stdin })).exit).toBe(4)
})

test('a request that a server would answer by closing the connection is refused here', async () => {
  const { sent, env } = await scripted(() => 'success {}')
  const ran = await runCommand(Batch, [], { env, stdin: send('x'.repeat(70_000)) + send('hi') })
  expect(resultsOf(ran).map(({ ok }) => ok)).toEqual([false, true])
  expect(sent).toEqual(['CHAT-PRIVATE-SEND bob hi'])
})

test('a dry run shows every request, secrets masked', async () => {
  const stdin = line('AUTH-LOGIN', { name: 'ann', password: 's3cret' }) + send('hi')
  const ran = await runCommand(Batch, ['--no-login', '--dry-run'], { env: {}, stdin })
  expect(ran).toMatchObject({ exit: 0, stdout: 'AUTH-LOGIN ann ***\nCHAT-PRIVATE-SEND bob hi\n' })
})
