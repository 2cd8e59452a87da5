import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chatWorld, textsFrom } from '../commands/chat-world.js'
import { poll } from '../helpers/poll.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runInShell } from './run-in-shell.js'
import { ScriptedPrompter, type Step } from './scripted-prompter.js'

/** The messages on the screen, without their times. */
const said = ({ screen }: ScriptedPrompter) =>
  screen.filter((line) => /^\d\d:\d\d /.test(line)).map((line) => line.replace(/^\d\d:\d\d {2}/, ''))

test('what is unread is shown at once and is fetched then; what is typed is sent', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  const budi = await session('budi')
  await budi.chatPrivateSend({ name: 'modis', message: 'apa kabar?' })
  const prompter = await runInShell({ server, user: 'modis' }, [
    'contact',
    'chat budi',
    'baik',
    '//back is no command here',
    '/back',
    'back',
    'list',
  ])
  expect(said(prompter)).toEqual(['budi  apa kabar?', 'modis  baik', 'modis  /back is no command here'])
  expect(prompter.screen).toEqual(
    expect.arrayContaining(['$ pychat chat get budi', '$ pychat chat send budi baik', 'Nothing is unread.']),
  )
  expect(await textsFrom(budi, 'modis')).toEqual(['baik', '/back is no command here'])
})

test('a message that comes is shown once, is fetched, and one of somebody else is announced', async () => {
  const { server, session } = await chatWorld(['modis', 'budi', 'citra'])
  const [budi, citra] = [await session('budi'), await session('citra')]
  const script: Step[] = [
    'contact',
    'chat budi',
    async () => {
      await budi.chatPrivateSend({ name: 'modis', message: 'satu' })
      await citra.chatPrivateSend({ name: 'modis', message: 'dua' })
      await poll(
        () => prompter.screen.join('\n'),
        (screen) => screen.includes('satu') && screen.includes('dua'),
      )
      return '/back'
    },
    'back',
    'list',
  ]
  const prompter = new ScriptedPrompter(script)
  await runInShell({ server, user: 'modis' }, [], prompter)
  expect(said(prompter)).toEqual(['budi  satu', 'citra  dua'])
  expect(prompter.screen).toContain('● citra: dua')
})

test('a group is chatted in by its number in the list', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  const budi = await session('budi')
  const { value } = await budi.groupCreate({ title: 'Teman' })
  const { code } = value!
  const prompter = await runInShell({ server, user: 'modis' }, [
    'group',
    `join ${code}`,
    'chat 1',
    'halo semua',
    '/back',
    'chat 7',
  ])
  expect(prompter.lines.map(({ label }) => label)).toContain('Teman> ')
  expect((await budi.chatGroupGet({ code })).value).toMatchObject([{ from: 'modis', text: 'halo semua' }])
  expect(prompter.screen).toEqual(
    expect.arrayContaining([`$ pychat chat send -g ${code} 'halo semua'`, 'your list has no group 7']),
  )
})

test('a message over the limit is sent in parts, and one that cannot be sent is given back', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  const long = `${'kata '.repeat(30)}akhir`
  const prompter = await runInShell({ server, user: 'modis' }, [
    'contact',
    'chat budi',
    long,
    'a\u0007b',
    '/back',
  ])
  expect((await textsFrom(await session('budi'), 'modis')).join(' ')).toBe(long)
  expect(prompter.returned).toEqual(['a\u0007b'])
})

test('files are sent and fetched, and what exists is not overwritten', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  const folder = temporaryFolder()
  const [path, copy] = [join(folder, 'foto.txt'), join(folder, 'copy.txt')]
  writeFileSync(path, 'halo')
  let sent: string | undefined
  const script: Step[] = [
    'contact',
    'chat budi',
    `/file ${path}`,
    async () => {
      sent = await poll(
        () =>
          prompter.screen.map((line) => /^Sent foto\.txt .*code ([0-9a-z]+)/.exec(line)?.[1]).find(Boolean),
        (code) => code !== undefined,
      )
      return `/get ${sent} ${copy}`
    },
    `/get nope ${copy}`,
    `/get nope ${path}`,
    async () => `/get ${sent} ${copy}`,
    '/file',
    `/file ${folder}`,
    '/nope',
    '/constructor',
    '/back now',
    '/history',
    '/back',
  ]
  const prompter = new ScriptedPrompter(script)
  await runInShell({ server, user: 'modis' }, [], prompter)
  expect(readFileSync(copy, 'utf8')).toBe('halo')
  expect(existsSync(path)).toBe(true)
  expect(prompter.screen).toEqual(
    expect.arrayContaining([
      `Saved ${copy}.`,
      `${copy} exists already; nothing was written`,
      '  try: /get CODE PATH',
      'the path is missing',
      expect.stringContaining('it is a folder'),
      expect.stringContaining('There is no /nope.'),
      expect.stringContaining('There is no /constructor.'),
      '/back has nothing behind it',
      '$ pychat chat history --limit 20 budi',
    ]),
  )
  const { value } = await (await session('budi')).chatPrivateGet({ name: 'modis' })
  expect(value).toMatchObject([{ file: { name: 'foto.txt', size: 4 } }])
})

test('hostile text is shown escaped', async () => {
  const { server, session } = await chatWorld(['modis', 'budi'])
  await (await session('budi')).chatPrivateSend({ name: 'modis', message: 'a\u202eb' })
  const prompter = await runInShell({ server, user: 'modis' }, ['contact', 'chat budi', '/back'])
  expect(said(prompter)).toEqual(['budi  a\\u{202e}b'])
})

test('a chat with nobody leads back to the menu with what the server says', async () => {
  const { server } = await chatWorld(['modis'])
  const prompter = await runInShell({ server, user: 'modis' }, ['contact', 'chat nobody'])
  expect(prompter.screen).toContain('there is no user nobody')
})
