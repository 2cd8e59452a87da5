import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshLists, type Login } from '../../../src/cli/completion/fresh-lists.js'
import { KeptLists } from '../../../src/cli/completion/kept-lists.js'
import { learn } from '../../../src/cli/completion/learn.js'
import { answer, serve } from '../../client/scripted-server.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

const login: Login = { secret: { kind: 'token', secret: 't0ken', user: 'ann' }, since: '2026-01-01' }

/** A server that knows ann's lists, and a home in which nothing is known yet. */
async function world(reply = (_line: string): string | undefined => undefined) {
  const asked: string[] = []
  const origin = await answer((line) => {
    asked.push(line)
    const said = reply(line)
    if (said) return said
    if (line === 'CONTACT-GET') return 'success [{"name":"bob","online":true}]'
    if (line === 'GROUP-GET') {
      return 'success [{"code":"k3","name":"Tea","role":"admin","members":1,"unread":0}]'
    }
    return 'success {"user":"ann","unread":0}'
  })
  return { ...homeAt(origin), asked }
}

function homeAt(origin: string) {
  const cache = temporaryFolder()
  const env = { XDG_CACHE_HOME: cache }
  const key = { origin, user: 'ann' }
  const ask = (left = 2000, as = login) => freshLists(key, as, { env, left })
  return { ask, env, key, lists: new KeptLists(env), folder: join(cache, 'pychat/completion') }
}

test('a server is asked once, and what it said is kept for its owner alone', async () => {
  const { ask, asked, folder } = await world()
  expect(await ask()).toMatchObject({ contacts: ['bob'], groups: [{ code: 'k3', name: 'Tea' }] })
  expect(await ask()).toMatchObject({ contacts: ['bob'] })
  expect(asked.filter((line) => line === 'CONTACT-GET')).toHaveLength(1)
  const [file = ''] = readdirSync(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
})

test('stale lists are asked for again', async () => {
  const { ask, key, lists } = await world()
  lists.write({ ...key, asked: Date.now() - 10_000, failed: false, contacts: ['old'], groups: [] })
  expect(await ask()).toMatchObject({ contacts: ['bob'] })
})

test('without a login or without time the old lists will do', async () => {
  const { ask, asked, key, lists } = await world()
  lists.write({ ...key, asked: 0, failed: false, contacts: ['old'], groups: [] })
  expect(await freshLists(key, undefined, { env: (await world()).env, left: 100 })).toMatchObject({
    contacts: [],
  })
  expect(await ask(0)).toMatchObject({ contacts: ['old'] })
  expect(asked).toEqual([])
})

test('a server that is slow or gone costs the time that is left, once in a while', async () => {
  const silent = homeAt(await serve(() => new Promise(() => {}), { greeting: null }))
  silent.lists.write({ ...silent.key, asked: 0, failed: false, contacts: ['old'], groups: [] })
  const began = performance.now()
  expect(await silent.ask(100)).toMatchObject({ contacts: ['old'], failed: true })
  expect(performance.now() - began).toBeLessThan(4000)
  const again = performance.now()
  expect(await silent.ask(5000)).toMatchObject({ contacts: ['old'] })
  expect(performance.now() - again).toBeLessThan(4000)
  expect(await homeAt('tcp://127.0.0.1:1').ask()).toMatchObject({ contacts: [], failed: true })
})

test('a login that was refused is not tried again, a later one is', async () => {
  const { ask, asked, key, lists } = await world((line) =>
    line === 'AUTH-RESUME t0ken' ? 'failed bad-token: no' : undefined,
  )
  expect(await ask()).toMatchObject({ refused: '2026-01-01', contacts: [] })
  lists.write({ ...lists.read(key), asked: 0, failed: false })
  await ask()
  expect(asked.filter((line) => line.startsWith('AUTH'))).toHaveLength(1)
  expect(
    await ask(2000, {
      secret: { kind: 'token', secret: 'n3w', user: 'ann' },
      since: '2026-02-02',
    }),
  ).toMatchObject({
    contacts: ['bob'],
    failed: false,
  })
})

test('what is damaged, of somebody else or writable by others counts as nothing', async () => {
  const { env, key, lists, folder } = homeAt('tcp://127.0.0.1:1')
  const kept = { ...key, asked: 5, failed: false, contacts: ['bob'], groups: [] }
  lists.write(kept)
  const file = join(folder, readdirSync(folder)[0]!)
  for (const text of [
    '',
    '{',
    '[]',
    JSON.stringify({ ...kept, user: 'eve' }),
    JSON.stringify({ ...kept, contacts: [1] }),
  ]) {
    writeFileSync(file, text)
    expect(lists.read(key)).toMatchObject({ asked: 0, contacts: [] })
  }
  writeFileSync(file, JSON.stringify(kept))
  expect(lists.read(key)).toMatchObject({ contacts: ['bob'] })
  chmodSync(file, 0o666)
  expect(lists.read(key)).toMatchObject({ contacts: [] })
  expect(new KeptLists({ ...env, XDG_CACHE_HOME: '/dev/null/x' }).read(key)).toMatchObject({ contacts: [] })
})

test('commands tell what they see where completion is in use, and nowhere else', () => {
  const { env, key, lists } = homeAt('tcp://127.0.0.1:1')
  learn('CONTACT-GET', [{ name: 'bob', online: true }], key, env)
  expect(lists.isUsed).toBe(false)
  lists.write(lists.read(key))
  learn('CONTACT-GET', [{ name: 'bob', online: true }], key, env)
  learn('CONTACT-ADD', { name: 'cid' }, key, env)
  learn('CONTACT-DELETE', { name: 'bob' }, key, env)
  learn('GROUP-CREATE', { code: 'k3', name: 'Tea' }, key, env)
  learn('GROUP-JOIN', { code: 'k4', name: 'Milk' }, key, env)
  learn('GROUP-JOIN', { code: 'k4', name: 'Milk' }, key, env)
  learn('GROUP-EXIT', { code: 'k3', name: 'Tea' }, key, env)
  expect(lists.read(key)).toMatchObject({ contacts: ['cid'], groups: [{ code: 'k4', name: 'Milk' }] })
})
