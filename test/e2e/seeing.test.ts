import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { test as anyTest, expect } from 'vitest'
import { chatWorld } from '../commands/chat-world.js'
import { slowNetwork } from '../helpers/slow-network.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { noTerminal, Terminal } from './terminal.js'

const test = (title: string, run: () => Promise<void>) =>
  anyTest(title, { timeout: 60_000 }, (context) => {
    if (noTerminal) context.skip(noTerminal)
    return run()
  })

/** ann, who has a file to send to bob and a network that takes three seconds for it. */
async function sender() {
  const world = await chatWorld(['ann', 'bob'])
  const path = join(temporaryFolder(), 'foto.bin')
  writeFileSync(path, Buffer.alloc(3_000_000))
  const server = await slowNetwork(world.server, 1_000_000)
  return { path, env: { ...world.as('ann'), PYCHAT_SERVER: server, HOME: temporaryFolder() } }
}

test('help fits terminals of 20 and 40 columns, and words stay whole', async () => {
  for (const columns of [20, 40]) {
    const env = { HOME: temporaryFolder() }
    const terminal = new Terminal(['chat', 'history', '--help'], { env, columns, rows: 150 })
    const screen = (await terminal.when((rows) => rows.includes('exit 0'))).join('\n').replace(/\s+/g, ' ')
    expect(screen).toContain('Read back in a conversation, newest first USAGE $ pychat chat history')
    expect(screen).toContain('only what is older than the message with this id')
  }
})

test('tables of names in any script are aligned, and tell times as people do', async () => {
  const names = ['bob', 'שלום', '日本', 'محمد']
  const { as, session } = await chatWorld(['ann', ...names])
  const ann = await session('ann')
  for (const name of names) {
    await ann.contactAdd({ name })
    await (await session(name)).chatPrivateSend({ name: 'ann', message: '🏖️ halo' })
  }
  const env = { ...as('ann'), HOME: temporaryFolder() }
  const contacts = new Terminal(['contact', 'get', '--fields', 'online,name'], { env, columns: 20 })
  expect((await contacts.when((rows) => rows.includes('exit 0'))).slice(0, 5)).toEqual([
    'ONLINE  NAME',
    ...['bob', 'שלום', 'محمد', '日本'].map((name) => `yes     ${name}`),
  ])
  const inbox = new Terminal(['notif', 'get'], { env, columns: 40 })
  expect((await inbox.when((rows) => rows.includes('exit 0'))).slice(0, 4)).toEqual(
    names.map((name) => `now  ${name}  🏖️ halo`),
  )
})

test('an upload shows how far it is on however narrow a terminal, and Ctrl-C leaves nothing of it', async () => {
  const { path, env } = await sender()
  for (const [columns, row] of [
    [80, /^foto\.bin {2}\[=+ *\] +\d+% {2}\S+ MiB of 2\.9 MiB {2}\S+ [KM]iB\/s {2}0:0\d left$/],
    [20, /^ *\d+% .*0:0\d( left)?$/],
  ] as const) {
    const terminal = new Terminal(['file', 'send', 'bob', path], { env, columns })
    await terminal.when((rows) => row.test(rows.at(-1) ?? ''))
    expect(stringWidth(terminal.screen().at(-1)!)).toBeLessThan(columns)
    terminal.press('C-c')
    const screen = await terminal.ends('pychat: interrupted', 'exit 130', 'icanon echo')
    expect(screen.join('\n')).not.toContain('%')
  }
})

test('in a chat it stands below the line that is being typed, which it does not disturb', async () => {
  const { path, env } = await sender()
  const terminal = new Terminal([], { env, columns: 60 })
  await terminal.when((rows) => rows.some((row) => row.startsWith('main>')))
  terminal.enter('contact')
  terminal.enter('chat bob')
  await terminal.when((rows) => rows.at(-1) === 'bob>')
  terminal.enter(`/file ${path}`)
  terminal.type('sementara ')
  const isShown = (rows: string[]) => /^\[=+ *\] +\d+% .*left$/.test(rows.at(-1) ?? '')
  await terminal.when((rows) => isShown(rows) && rows.at(-2) === 'bob> sementara')
  terminal.type('ini')
  await terminal.when((rows) => isShown(rows) && rows.at(-2) === 'bob> sementara ini')
  const screen = await terminal.when((rows) => rows.some((row) => row.startsWith('Sent foto.bin')))
  expect(screen.at(-1)).toBe('bob> sementara ini')
  expect(screen.join('\n')).not.toContain('%')
})
