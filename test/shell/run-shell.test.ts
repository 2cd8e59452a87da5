import { expect, test } from 'vitest'
import { chatWorld } from '../commands/chat-world.js'
import { memoryCredentials, runInShell } from './run-in-shell.js'
import { ScriptedPrompter } from './scripted-prompter.js'

test('the words of the assignment on one line do all that the menus offer', async () => {
  const { server } = await chatWorld(['budi'])
  const { screen } = await runInShell({ server }, [
    'register modis p4ss p4ss',
    'login modis p4ss',
    'contact',
    'add budi',
    'get',
    'del budi',
    'back',
    'group',
    'create Teman Kuliah',
    'get',
    'back',
    'list',
    'back',
    'logout',
    'exit',
  ])
  const shown = screen
    .join('\n')
    .replaceAll(/[0-9a-z]{12,}/g, 'THE-CODE-ITS')
    .replaceAll(server, 'SERVER')
  expect(shown).toBe(`Made the account modis. Go on with: login modis
$ pychat auth register modis
Logged in at SERVER as modis.
$ pychat auth login modis
Added budi.
$ pychat contact add budi
NAME  ONLINE
budi  no
$ pychat contact get
Removed budi.
$ pychat contact delete budi
Made the group Teman Kuliah. Who knows its code may join: THE-CODE-ITS
$ pychat group create 'Teman Kuliah'
NO  NAME          CODE          ROLE   MEMBERS  UNREAD
 1  Teman Kuliah  THE-CODE-ITS  admin        1       0
$ pychat group get
Nothing is unread.
$ pychat notif get
Logged out modis.
$ pychat auth logout --user modis`)
})

test('what is missing on the line is asked for, contacts and groups from a list', async () => {
  const { server, session } = await chatWorld(['modis', 'budi', 'citra'])
  const modis = await session('modis')
  await modis.contactAdd({ name: 'budi' })
  const { value: made } = await modis.groupCreate({ title: 'Teman' })
  const code = made!.code
  const { screen } = await runInShell({ server }, [
    'login',
    'modis',
    's3cret',
    'contact',
    'add',
    'citra',
    'del',
    'budi',
    'back',
    'group',
    'invite',
    code,
    'budi nobody',
    'exit',
    code,
  ])
  expect(screen.filter((line) => line.startsWith('?'))).toEqual([
    '? User name',
    '?* Password of modis',
    '? Whom to add',
    '? Whom to remove: budi | citra',
    `? Into which group: Teman  ${code}`,
    '? Whom (several with spaces between)',
    `? Which group to leave: Teman  ${code}`,
  ])
  expect(screen).toEqual(
    expect.arrayContaining([
      'Invited budi.',
      'nobody was not invited: unknown-user',
      `$ pychat group invite ${code} budi nobody`,
      'Left Teman.',
    ]),
  )
})

test('Ctrl-C leaves a menu, and from the main menu the program', async () => {
  const { server } = await chatWorld(['modis'])
  const { lines, isClosed } = await runInShell({ server, user: 'modis' }, ['contact', undefined, undefined])
  expect(lines.map(({ label }) => label)).toEqual(['main> ', 'contact> ', 'main> '])
  expect(isClosed).toBe(true)
})

test('a question that is given up does nothing and leads back to its menu', async () => {
  const { server } = await chatWorld(['modis'])
  const { screen, lines } = await runInShell({ server, user: 'modis' }, [
    'group',
    'create',
    undefined,
    undefined,
  ])
  expect(screen).toContain('Given up.')
  expect(lines.map(({ label }) => label)).toEqual(['main> ', 'group> ', 'group> ', 'main> '])
})

test('what the server refuses is told with what to do, and the menu goes on', async () => {
  const { server } = await chatWorld(['modis'])
  const { screen } = await runInShell({ server }, [
    'login modis wr0ng',
    'login modis s3cret',
    'contact',
    'add nobody',
  ])
  expect(screen).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^login as modis at .* was refused: /),
      expect.stringMatching(/^Logged in at /),
      expect.stringContaining('nobody'),
    ]),
  )
})

test('a server that is not there is told, and a wrong word lists the right ones', async () => {
  const { screen } = await runInShell({ server: 'tcp://127.0.0.1:1' }, [
    'login modis s3cret',
    'lgoin',
    'exit',
  ])
  expect(screen).toEqual([
    expect.stringContaining('127.0.0.1:1'),
    expect.stringMatching(/^ {2}try: /),
    'There is no lgoin here; there are login, register, logout, exit.',
  ])
})

test('passwords on the line are marked as secret from the right word on', async () => {
  const { server } = await chatWorld([])
  const { lines } = await runInShell({ server }, ['exit'])
  const { secretAt } = lines[0]!
  const slips = ['LOGIN modis p4ss', 'auth login modis p4ss', 'pychat auth register modis p4ss']
  for (const line of ['login modis p4ss', '  login  modis  p4ss', 'register modis p4ss p4ss', ...slips]) {
    expect(line.slice(0, secretAt!(line))).toMatch(/modis +$/)
  }
  expect(secretAt!('logout modis p4ss')).toBe(Number.POSITIVE_INFINITY)
})

test('Tab knows the words of the menu, contacts, and groups by number and code', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  const modis = await session('modis')
  await modis.contactAdd({ name: 'budi' })
  const { value: made } = await modis.groupCreate({ title: 'Teman' })
  const offered: (readonly string[])[] = []
  const prompter = new ScriptedPrompter([
    'contact',
    'get',
    async () => {
      const { candidates } = prompter.lines.at(-1)!
      offered.push(candidates('ch').words, candidates('chat b').words)
      return 'back'
    },
    'group',
    'get',
    async () => {
      offered.push(prompter.lines.at(-1)!.candidates('chat ').words)
      return undefined
    },
  ])
  await runInShell({ server, user: 'modis' }, [], prompter)
  expect(offered).toEqual([['get', 'add', 'del', 'chat', 'back'], ['budi'], ['1', made!.code]])
})

test('the stored credential is a token, and logging out removes it', async () => {
  const { server } = await chatWorld(['modis'])
  const credentials = memoryCredentials()
  let kept: unknown
  await runInShell({ server, world: { credentials } }, [
    'login modis s3cret',
    async () => {
      kept = await credentials.find({ origin: server, user: 'modis' })
      return 'back'
    },
    'logout',
  ])
  expect(kept).toMatchObject({ credential: { user: 'modis', kind: 'token' } })
  expect(await credentials.list(server)).toEqual([])
})

test('on a narrow terminal words stay whole, and commands in one piece', async () => {
  const { server } = await chatWorld(['modis'])
  const out = { columns: 20, colour: false }
  const { screen } = await runInShell({ server, user: 'modis', world: { out } }, [
    'contact',
    'chat modis',
    'halo halo halo halo',
    '/nope',
  ])
  const shown = screen.join('\n').split('\n')
  expect(shown).toContain("$ pychat chat send modis 'halo halo halo halo'")
  expect(screen).toContain('Type a message, or\n/file PATH, /get\nCODE, /history,\n/back.')
  for (const line of shown) if (!line.startsWith('$ ')) expect(line.length, line).toBeLessThanOrEqual(20)
})
