import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as anyTest, expect, onTestFinished } from 'vitest'
import { startServer } from '../../src/server/index.js'
import { chatWorld, textsFrom } from '../commands/chat-world.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { noTerminal, Terminal } from './terminal.js'

const test = (title: string, run: () => Promise<void>) =>
  anyTest(title, { timeout: 60_000 }, (context) => {
    if (noTerminal) context.skip(noTerminal)
    return run()
  })

/** A server with modis, budi and citra, and a terminal of modis, who is not logged in yet. */
async function world(size: { columns?: number; rows?: number } = {}) {
  const { server, session } = await chatWorld(['modis', 'budi', 'citra'])
  const home = temporaryFolder()
  const env = { HOME: home, PYCHAT_SERVER: server }
  return { session, home, server, terminal: new Terminal([], { env, ...size }) }
}

const authorization = [
  'authorization>',
  '❯ login [username] [password]                        log in',
  '  register [username] [password] [retyped-password]  make an account',
  '  logout                                             log out, and forget the c…',
  '  exit                                               leave pychat',
]
const main = [
  'main>',
  '❯ contact  your contacts, and chats with them',
  '  group    your groups, and chats in them',
  '  list     what is unread, over all conversations',
  '  back     to the authorization menu',
]
const contact = [
  'contact>',
  '❯ get              who your contacts are',
  '  add [username]   add somebody',
  '  del [username]   remove somebody',
  '  chat [username]  chat with somebody',
  '  back             to the main menu',
]
const group = [
  'group>',
  '❯ create [name]                make a group',
  '  get                          which groups you are in, numbered',
  '  join [code]                  join a group by its code',
  '  chat [number in the list]    chat in a group',
  '  invite [number] [usernames]  bring others into a group that you administer',
  '  exit [number in the list]    leave a group',
  '  back                         to the main menu',
]

test('each menu is gone through with the arrow keys and Enter alone', async () => {
  const { terminal, session } = await world()
  await (await session('modis')).contactAdd({ name: 'budi' })
  await terminal.ends(...authorization)
  terminal.press('Enter')
  await terminal.ends('? User name')
  terminal.enter('modis')
  await terminal.when((rows) => rows.some((row) => row.startsWith('? Password of modis')))
  terminal.enter('s3cret')
  await terminal.ends(...main)
  terminal.press('Enter')
  await terminal.ends(...contact)
  terminal.press('Down', 'Down', 'Down', 'Enter')
  await terminal.when((rows) => rows.some((row) => row === '❯ budi'))
  terminal.press('Enter')
  const screen = await terminal.ends(
    '$ pychat chat get budi',
    'Type a message, or /file PATH, /get CODE, /history, /back.',
    'budi>',
  )
  expect(screen.join('\n')).not.toContain('s3cret')
  terminal.press('C-c')
  await terminal.ends(...contact)
  terminal.press('Up', 'Enter')
  await terminal.ends(...main)
  terminal.press('Down', 'Enter')
  await terminal.ends(...group)
  terminal.press('C-d')
  await terminal.ends(...main)
  terminal.press('C-c')
  await terminal.ends('exit 0', 'icanon echo')
})

test('what others send appears above the line, and what is being typed stays as it is', async () => {
  const { terminal, session } = await world()
  const budi = await session('budi')
  terminal.enter('login modis s3cret')
  await terminal.ends(...main)
  terminal.enter('contact')
  terminal.enter('chat budi')
  await terminal.when((rows) => rows.at(-1) === 'budi>')
  terminal.type('sedang menge')
  await terminal.when((rows) => rows.at(-1) === 'budi> sedang menge')
  await budi.chatPrivateSend({ name: 'modis', message: 'שלום 👩‍👩‍👧' })
  await terminal.when(
    (rows) => /^\d\d:\d\d {2}budi {2}שלום/.test(rows.at(-2)!) && rows.at(-1) === 'budi> sedang menge',
  )
  terminal.enter('tik')
  await terminal.when((rows) => rows.at(-2) === "$ pychat chat send budi 'sedang mengetik'")
  expect(await textsFrom(budi, 'modis')).toEqual(['sedang mengetik'])
})

test('a server that comes back is connected to again, and the line being typed is still there', async () => {
  const data = temporaryFolder()
  const options = { data, passwordCost: 1024 }
  const first = await startServer({ port: 0, ...options })
  const env = { HOME: temporaryFolder(), PYCHAT_SERVER: `127.0.0.1:${first.port}` }
  const terminal = new Terminal([], { env })
  terminal.enter('register modis s3cret s3cret')
  terminal.enter('login modis s3cret')
  terminal.enter('contact')
  terminal.enter('chat modis')
  await terminal.when((rows) => rows.at(-1) === 'modis>')
  terminal.type('belum')
  await terminal.when((rows) => rows.at(-1) === 'modis> belum')
  await first.close()
  await terminal.ends('Connection lost: the server closed the connection. Trying again…', 'modis> belum')
  const second = await startServer({ port: first.port, ...options })
  onTestFinished(() => second.close())
  await terminal.ends('Connected again.', 'modis> belum')
  terminal.press('Enter')
  await terminal.when((rows) => rows.some((row) => row.endsWith('  modis  belum')))
})

test('a pasted text of 5 KB is there at once, and what is behind it', async () => {
  const { terminal, session } = await world()
  terminal.enter('login modis s3cret')
  terminal.enter('contact')
  terminal.enter('chat budi')
  await terminal.when((rows) => rows.at(-1) === 'budi>')
  const text = 'مرحبا بك '.repeat(280)
  terminal.type(text)
  await terminal.when((rows) => rows.at(-1)!.startsWith('budi> ') && rows.at(-1)!.length > 70)
  terminal.enter('akhir')
  await terminal.when((rows) => rows.some((row) => row.endsWith("akhir'")) && rows.at(-1) === 'budi>')
  expect((await textsFrom(await session('budi'), 'modis')).join(' ')).toBe(`${text}akhir`)
})

test('on a narrow terminal, and on one that becomes narrow, each row is still one row', async () => {
  const { terminal } = await world({ columns: 20, rows: 12 })
  await terminal.ends(
    'authori…',
    '❯ login [username]…',
    '  register [userna…',
    '  logout  log out,…',
    '  exit  leave pych…',
  )
  terminal.resize(60, 12)
  await terminal.when((rows) => rows[0] === 'authorization>')
  terminal.type('register nama-yang-panjang-sekali')
  await terminal.when((rows) => rows.length === 1)
  terminal.resize(30, 12)
  await terminal.ends('authorizatio… panjang-sekali')
  terminal.press('C-u')
  await terminal.when((rows) => rows[0] === 'authorizatio…' && rows[1]!.startsWith('❯ login'))
})

test('a password that is asked for is never shown, whatever is pressed', async () => {
  const { terminal } = await world()
  terminal.enter('login modis')
  await terminal.when((rows) => rows.some((row) => row.startsWith('? Password of modis')))
  terminal.type('s3cr')
  terminal.press('C-t')
  terminal.type('et')
  await terminal.ends('? Password of modis ******')
  terminal.press('Enter')
  await terminal.ends(...main)
})

test('Tab completes, and a password on the line is neither shown, nor recalled, nor kept', async () => {
  const { terminal, home, session } = await world()
  await (await session('modis')).contactAdd({ name: 'citra' })
  await terminal.ends(...authorization)
  terminal.type('login modis s3cret')
  await terminal.ends('authorization> login modis ******')
  terminal.press('Enter')
  await terminal.ends(...main)
  terminal.press('C-p')
  await terminal.ends('main> login modis')
  terminal.press('C-u')
  terminal.type('con')
  terminal.press('Tab', 'Enter')
  await terminal.ends(...contact)
  terminal.enter('get')
  await terminal.ends('$ pychat contact get', ...contact)
  terminal.type('chat c')
  terminal.press('Tab')
  await terminal.ends('contact> chat citra')
  expect(terminal.screen().join('\n')).not.toContain('s3cret')
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain('s3cret')
  }
})

test('Ctrl-C in the chat, the menu and the main menu ends the program and restores the terminal', async () => {
  const { terminal } = await world()
  terminal.enter('login modis s3cret')
  terminal.enter('contact')
  terminal.enter('chat budi')
  await terminal.when((rows) => rows.at(-1) === 'budi>')
  terminal.type('tidak jadi')
  terminal.press('C-c')
  await terminal.ends(...contact)
  terminal.press('C-c')
  await terminal.ends(...main)
  terminal.press('C-c')
  await terminal.ends('exit 0', 'icanon echo')
})

test('a signal ends the program and restores the terminal', async () => {
  const { home, server, session } = await world()
  await session('modis')
  const env = { HOME: home, PYCHAT_SERVER: server, PYCHAT_USER: 'modis', PYCHAT_PASSWORD: 's3cret' }
  const terminal = new Terminal(['shell'], { env })
  await terminal.ends(...main)
  terminal.signal('SIGTERM')
  await terminal.ends('pychat: interrupted', 'exit 130', 'icanon echo')
})
