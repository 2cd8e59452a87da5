import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileTarget } from '../../src/cli/transfer-target.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

async function* chunks(...parts: (string | Error)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield Buffer.from(part)
  }
}

test('a file appears whole, and nothing else beside it', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'out')
  const target = await fileTarget(path, { force: false })
  let before: string[] = []
  const bytes = (async function* () {
    yield* chunks('one', 'two')
    before = readdirSync(folder)
  })()
  await target.receive(bytes)
  expect(before).toEqual([expect.stringMatching(/^\.pychat-.*\.part$/)])
  expect(readdirSync(folder)).toEqual(['out'])
  expect(readFileSync(path, 'utf8')).toBe('onetwo')
})

test('what exists is refused beforehand, and replaced at once with force', async () => {
  const path = join(temporaryFolder(), 'out')
  writeFileSync(path, 'old')
  await expect(fileTarget(path, { force: false })).rejects.toMatchObject({
    code: 'local-file',
    hint: expect.stringContaining('--force'),
  })
  const target = await fileTarget(path, { force: true })
  await expect(target.receive(chunks('new', new Error('broken')))).rejects.toThrow('broken')
  expect(readFileSync(path, 'utf8')).toBe('old')
  await target.receive(chunks('new'))
  expect(readFileSync(path, 'utf8')).toBe('new')
})

test('what appeared meanwhile is not overwritten', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'out')
  const target = await fileTarget(path, { force: false })
  const bytes = (async function* () {
    yield Buffer.from('mine')
    writeFileSync(path, 'theirs')
  })()
  await expect(target.receive(bytes)).rejects.toMatchObject({ code: 'local-file' })
  expect(readFileSync(path, 'utf8')).toBe('theirs')
  expect(readdirSync(folder)).toEqual(['out'])
})

test('a link that leads nowhere is something that exists', async () => {
  const path = join(temporaryFolder(), 'out')
  symlinkSync('/nonexistent/evil', path)
  const target = await fileTarget(path, { force: false })
  await expect(target.receive(chunks('x'))).rejects.toMatchObject({ code: 'local-file' })
})

test('a broken transfer leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const target = await fileTarget(join(folder, 'out'), { force: false })
  await expect(target.receive(chunks('half', new Error('lost')))).rejects.toThrow('lost')
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  { what: 'a folder', path: (folder: string) => folder, says: 'it is a folder' },
  {
    what: 'a missing folder',
    path: (folder: string) => join(folder, 'no', 'out'),
    says: 'no such file or folder',
  },
  { what: 'a path through a file', path: (folder: string) => join(folder, 'file', 'out'), says: 'no folder' },
  {
    what: 'a name that is too long',
    path: (folder: string) => join(folder, 'x'.repeat(300)),
    says: 'too long',
  },
])('$what is refused beforehand', async ({ path, says }) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  await expect(fileTarget(path(folder), { force: true })).rejects.toMatchObject({
    code: 'local-file',
    message: expect.stringContaining(says),
  })
})

test('a device or a pipe is written to as it is', async () => {
  await (await fileTarget('/dev/null', { force: false })).receive(chunks('x'))
  expect(existsSync('/dev/null')).toBe(true)
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
  const target = await fileTarget(pipe, { force: false })
  const [read] = await Promise.all([readFile(pipe, 'utf8'), target.receive(chunks('one', 'two'))])
  expect(read).toBe('onetwo')
})

test('a full disk is told, and nothing stays', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'd'))
  const target = await fileTarget('/dev/full', { force: false })
  await expect(target.receive(chunks('x'))).rejects.toThrow('the disk is full')
})
