import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KeptLists } from '../../../src/cli/completion/kept-lists.js'
import { offerAt } from '../../../src/cli/completion/offer.js'
import { readSurface, type Surface } from '../../../src/cli/completion/surface.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

const origin = 'tcp://127.0.0.1:1'

/** A home in which completion knows some names of ann's. */
function home(lists: { contacts?: string[]; groups?: { code: string; name: string }[] } = {}) {
  const folder = temporaryFolder()
  const env = { HOME: folder, PYCHAT_SERVER: origin, PYCHAT_USER: 'ann' }
  const kept = { contacts: [], groups: [], ...lists }
  new KeptLists(env).write({ origin, user: 'ann', asked: Date.now(), failed: false, ...kept })
  const offer = (line: string, surface: Surface = readSurface()) => {
    const all = line.split(' ')
    return offerAt(all.slice(0, -1), all.at(-1)!, { env, cwd: folder, surface, left: 0 })
  }
  const words = async (line: string) => (await offer(line))?.map(({ word }) => word)
  return { folder, env, offer, words }
}

test('contacts and groups come from the lists that are kept', async () => {
  const { words, offer } = home({ contacts: ['bob', 'Ünal'], groups: [{ code: 'k3', name: 'Tea' }] })
  expect(await words('chat send ')).toEqual(['bob', 'Ünal'])
  expect(await offer('group exit ')).toEqual([{ word: 'k3', description: 'Tea' }])
  expect(await words('group invite k3 bob ')).toEqual(['bob', 'Ünal'])
  expect(await words('chat get --user ben ')).toEqual([])
  expect(await words('contact add ')).toEqual([])
  expect(await words('group join ')).toEqual([])
})

test('names that no command would take are left out, and descriptions are made safe', async () => {
  const { words, offer } = home({
    contacts: ['-rf', '$(id)', 'a b', 'a\u001b[2Jb', 'x\ny', '\u202eevil', '', 'fine'],
    groups: [
      { code: 'k3', name: 'a\u001b[31m\tb\nc' },
      { code: '--help', name: 'x' },
    ],
  })
  expect(await words('chat send ')).toEqual(['fine'])
  expect(await offer('group exit ')).toEqual([{ word: 'k3', description: 'a\\u{1b}[31m\\tb\\nc' }])
})

test('a long description is cut between characters', async () => {
  const { offer } = home({ groups: [{ code: 'k3', name: `x${'👩‍👩‍👧'.repeat(500)}` }] })
  expect((await offer('group exit '))?.[0]?.description).toBe(`x${'👩‍👩‍👧'.repeat(58)}…`)
})

test('profiles and their servers come from the config', async () => {
  const { folder, words } = home()
  mkdirSync(join(folder, '.config/pychat'), { recursive: true })
  const config = 'profiles: {work: {server: "chat.example:9", user: ann}, home: {user: bob}}'
  writeFileSync(join(folder, '.config/pychat/config.yaml'), config, { mode: 0o600 })
  expect(await words('profile use ')).toEqual(['work', 'home'])
  expect(await words('info --profile=')).toEqual(['--profile=work', '--profile=home'])
  expect(await words('info --server ')).toEqual(['chat.example:9'])
})

test('verbs, clauses, pages, levels and scenarios are those that there are', async () => {
  const { words, folder } = home()
  expect(await words('raw ')).toContain('SERVER-INFO')
  expect(await words('raw ')).not.toContain('FILE-SEND-PRIVATE')
  expect(await words('conformance --clause ')).toEqual(expect.arrayContaining(['CHAT', 'CHAT-3']))
  expect(await words('help ')).toEqual(expect.arrayContaining(['exit-codes', 'chat']))
  expect(await words('help chat ')).toEqual(['get', 'history', 'send'])
  expect(await words('conformance --level ')).toEqual(['must', 'should', 'may'])
  expect((await words('conformance --grep '))?.length).toBeGreaterThan(100)
  writeFileSync(join(folder, 'a.yaml'), 'pychat: 1\nid: my.rule\ntitle: "a rule"\ntags: [slow, "b"]\n')
  expect(await words(`scenario run ${folder} --grep `)).toEqual(['my.rule'])
  expect(await words(`scenario run ${folder} --tag `)).toEqual(['slow', 'b'])
  expect(await words('scenario run /nowhere --tag ')).toEqual([])
})

test('files are left to the shell', async () => {
  const { words } = home()
  expect(await words('file send bob ')).toBeUndefined()
  expect(await words('auth login --password-file=')).toBeUndefined()
})
