import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Sink } from '../../../src/cli/output.js'
import FileDelete from '../../../src/commands/file/delete.js'
import FileGet from '../../../src/commands/file/get.js'
import FileSend from '../../../src/commands/file/send.js'
import { png } from '../../cli/png.js'
import { runCommand } from '../../cli/run-command.js'
import { answer, serve } from '../../client/scripted-server.js'
import { runPychat, shell } from '../../e2e/run-pychat.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { chatWorld } from '../chat-world.js'
import { runLoggedIn } from '../logged-in.js'

const content = Buffer.alloc(300_000, 'pychat ')

function fileOf(bytes: string | Buffer = content, name = 'foto pantai.jpg'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, bytes)
  return path
}

async function sentBy(
  as: (user: string) => NodeJS.ProcessEnv,
  path: string,
  ...more: string[]
): Promise<{ code: string; name: string }> {
  const { stdout, stderr } = await runCommand(FileSend, ['bob', path, '--json', ...more], { env: as('ann') })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

/** A server that offers a file of these facts and sends these bytes, then stays. */
const offering = (facts: object, bytes: string) =>
  serve(async (peer) => {
    for (let line = await peer.line(); line !== undefined; line = await peer.line()) {
      if (line.startsWith('FILE-GET')) peer.socket.write(`success ${JSON.stringify(facts)}\n${bytes}`)
      else peer.write('success {"user":"ann","unread":0}')
    }
    peer.socket.end()
  })

const offer = (name: string, bytes: string, sha256 = createHash('sha256').update(bytes).digest('hex')) =>
  offering({ name, size: bytes.length, mime: 'text/plain', sha256 }, bytes)

test('--preview shows a picture on a terminal, and never in a pipe', async () => {
  const { as } = await chatWorld(['ann', 'bob'])
  const { code } = await sentBy(as, fileOf(png(64, 64), 'a.png'))
  let seen = ''
  const stdout: Sink = {
    isTTY: true,
    columns: 40,
    write(text, done) {
      seen += text
      done()
    },
  }
  const get = async (world: object, ...flags: string[]) => {
    const argv = ['ann', code, '-o', temporaryFolder(), ...flags]
    return (await runCommand(FileGet, argv, { env: as('bob'), ...world })).stdout
  }
  await get({ stdout }, '--preview')
  expect(seen).toContain('▄')
  seen = ''
  await get({ stdout }, '--no-preview')
  await get({ stdout })
  expect(seen).not.toContain('▄')
  expect(await get({}, '--preview')).toMatch(/^Saved .*a\.png \(.*\)\.\n$/)
})

test('a file goes from one to the other, whole, under its own name', async () => {
  const { as } = await chatWorld(['ann', 'bob'])
  const { code, name } = await sentBy(as, fileOf())
  expect(name).toBe('foto pantai.jpg')
  const folder = temporaryFolder()
  const got = await runCommand(FileGet, ['ann', code, '-o', folder], { env: as('bob') })
  const path = join(folder, 'foto pantai.jpg')
  expect(got).toMatchObject({ exit: 0, stdout: `Saved ${path} (293.0 KiB).\n`, stderr: '' })
  expect(readFileSync(path).equals(content)).toBe(true)
  const json = await runCommand(FileGet, ['ann', code, '-o', join(folder, 'b'), '--json'], { env: as('bob') })
  expect(JSON.parse(json.stdout)).toMatchObject({ name, size: content.length, path: join(folder, 'b') })
  expect(await runCommand(FileDelete, [code], { env: as('ann') })).toMatchObject({
    exit: 0,
    stdout: `Deleted ${code}.\n`,
  })
  expect(await runCommand(FileGet, ['ann', code, '-o', join(folder, 'c')], { env: as('bob') })).toMatchObject(
    { exit: 1 },
  )
  expect(readdirSync(folder).sort()).toEqual(['b', 'foto pantai.jpg'])
})

test('a group stands in place of the user', async () => {
  const { as, session } = await chatWorld(['ann'])
  const { value } = await (await session('ann')).groupCreate({ title: 'g' })
  const group = ['-g', value!.code]
  const { stdout } = await runCommand(FileSend, [...group, fileOf('x'), '--json'], { env: as('ann') })
  const out = join(temporaryFolder(), 'out')
  const got = await runCommand(FileGet, [...group, JSON.parse(stdout).code, '-o', out], { env: as('ann') })
  expect(got.exit).toBe(0)
  expect(readFileSync(out, 'utf8')).toBe('x')
})

test('a name that cannot be sent is refused with the way out, which works', async () => {
  const { as } = await chatWorld(['ann', 'bob'])
  for (const name of ['a\nb', 'x'.repeat(101)]) {
    const path = fileOf('x', name)
    const refused = await runCommand(FileSend, ['bob', path], { env: as('ann') })
    expect(refused).toMatchObject({ exit: 2, stderr: expect.stringContaining('--name') })
    expect(await sentBy(as, path, '--name', 'plain.txt')).toMatchObject({ name: 'plain.txt' })
  }
})

test.each([
  { argv: ['bob', '/nonexistent'], says: 'there is no such file' },
  { argv: ['bob', '/tmp'], says: 'it is a folder' },
  { argv: ['bob'], says: 'PATH missing' },
  { argv: ['-g', 'k3x9', 'bob', 'x'], says: '--group stands in place of TO' },
])('file send $argv is refused before anything is sent', async ({ argv, says }) => {
  const ran = await runLoggedIn(FileSend, argv, () => 'success')
  expect(ran).toMatchObject({ exit: 2, sent: [], stdout: '', stderr: expect.stringContaining(says) })
})

test('what exists is refused before anything is sent where the path is known, else before the download', async () => {
  const path = fileOf('old', 'a.txt')
  const known = await runLoggedIn(FileGet, ['bob', 'c0de', '-o', path], () => 'success')
  expect(known).toMatchObject({ exit: 2, sent: [], stderr: expect.stringContaining('--force') })
  const env = { PYCHAT_SERVER: await offer('a.txt', 'new'), PYCHAT_TOKEN: 't' }
  const named = await runCommand(FileGet, ['bob', 'c0de', '-o', join(path, '..')], { env })
  expect(named).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining('--force') })
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect((await runCommand(FileGet, ['bob', 'c0de', '-o', path, '--force'], { env })).exit).toBe(0)
  expect(readFileSync(path, 'utf8')).toBe('new')
})

test("a server's name for a file leads nowhere else", async () => {
  const folder = temporaryFolder()
  for (const [name, local] of [
    ['../../evil', 'evil'],
    ['.bashrc', '_bashrc'],
    ['\u001b[2J', '_[2J'],
  ] as const) {
    const env = { PYCHAT_SERVER: await offer(name, 'x'), PYCHAT_TOKEN: 't' }
    const ran = await runCommand(FileGet, ['bob', 'c0de', '-o', folder], { env })
    expect(ran).toMatchObject({ exit: 0, stdout: `Saved ${join(folder, local)} (1 B).\n` })
  }
  expect(readdirSync(folder).sort()).toEqual(['_[2J', '_bashrc', 'evil'])
})

test('bytes that are not what the server announced are not kept', async () => {
  const folder = temporaryFolder()
  const env = { PYCHAT_SERVER: await offer('a', 'bytes', '0'.repeat(64)), PYCHAT_TOKEN: 't' }
  const ran = await runCommand(FileGet, ['bob', 'c0de', '-o', folder], { env })
  expect(ran).toMatchObject({ exit: 6, stdout: '', stderr: expect.stringContaining('sha256') })
  expect(readdirSync(folder)).toEqual([])
})

test('a connection that is lost half-way leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const server = await serve(async (peer) => {
    await peer.line()
    peer.write('success {"user":"ann","unread":0}')
    await peer.line()
    peer.socket.write(`success {"name":"a","size":100,"mime":"x","sha256":"${'0'.repeat(64)}"}\nhalf`)
    peer.socket.end()
  })
  const ran = await runCommand(FileGet, ['bob', 'c0de', '-o', folder], {
    env: { PYCHAT_SERVER: server, PYCHAT_TOKEN: 't' },
  })
  expect(ran).toMatchObject({ exit: 3, stdout: '' })
  expect(readdirSync(folder)).toEqual([])
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s in a download leaves nothing behind', async (signal) => {
  const folder = temporaryFolder()
  const server = await offering({ name: 'a', size: 100, mime: 'x', sha256: '0'.repeat(64) }, 'half')
  const ran = await runPychat(['file', 'get', 'bob', 'c0de', '-o', folder, '--trace'], {
    env: { HOME: temporaryFolder(), PYCHAT_SERVER: server, PYCHAT_TOKEN: 't' },
    watch: (stderr, kill) => {
      if (stderr.includes('< success {"name"')) setTimeout(kill, 100, signal)
    },
  })
  expect(ran).toMatchObject({ exit: 130, stdout: '' })
  expect(readdirSync(folder)).toEqual([])
})

test('-o - writes the bytes alone, and tells of a stdout that takes no more', async () => {
  const { as } = await chatWorld(['ann', 'bob'])
  const { code } = await sentBy(as, fileOf())
  const env = { ...as('bob'), HOME: temporaryFolder() }
  const hash = createHash('sha256').update(content).digest('hex')
  expect((await shell(`pychat file get ann ${code} -o - | sha256sum`, { env })).stdout).toContain(hash)
  const full = await shell(`pychat file get ann ${code} -o - > /dev/full`, { env })
  expect(full).toMatchObject({ exit: 2, stderr: expect.stringContaining('the disk is full') })
  const early = await shell(`pychat file get ann ${code} -o - | head -c 1`, { env })
  expect(early.stderr).toBe('')
  const both = await runCommand(FileGet, ['ann', code, '-o', '-', '--json'], { env })
  expect(both.exit).toBe(2)
})

test('a terminal is given no bytes of a file', async () => {
  const stdout = { isTTY: true, write: (_: unknown, done: () => void) => done() }
  const sent: string[] = []
  const env = { PYCHAT_SERVER: await answer((line) => void sent.push(line)), PYCHAT_TOKEN: 't' }
  const ran = await runCommand(FileGet, ['bob', 'c0de', '-o', '-'], { env, stdout })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('terminal') })
  expect(sent).toEqual([])
})
