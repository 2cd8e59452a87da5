import { execFileSync } from 'node:child_process'
import { appendFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TransferSource } from '../../src/cli/transfer-source.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const SIZE = 200_000

function fileOf(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, content)
  return path
}

async function read(path: string, meanwhile = () => {}): Promise<Buffer> {
  const source = await TransferSource.open(path)
  const chunks: Buffer[] = []
  try {
    for await (const chunk of source.bytes()) {
      chunks.push(chunk)
      if (chunks.length === 1) meanwhile()
    }
  } finally {
    await source.close()
  }
  return Buffer.concat(chunks)
}

test('a file is read whole', async () => {
  const content = Buffer.alloc(SIZE, 'abc')
  expect((await read(fileOf(content))).equals(content)).toBe(true)
})

test.each([
  { what: 'a missing file', path: () => '/nonexistent', says: 'there is no such file' },
  { what: 'a folder', path: () => temporaryFolder(), says: 'it is a folder' },
  { what: 'an empty file', path: () => fileOf(''), says: 'it is empty' },
  { what: 'a device', path: () => '/dev/zero', says: 'only a file' },
  { what: 'a path through a file', path: () => `${fileOf('x')}/y`, says: 'no folder' },
  { what: 'a path with NUL', path: () => 'a\0b', says: 'null bytes' },
  {
    what: 'a pipe without a writer',
    path: () => {
      const path = join(temporaryFolder(), 'pipe')
      execFileSync('sh', ['-c', 'mkfifo "$0"', path])
      return path
    },
    says: 'only a file',
  },
])('$what is refused', async ({ path, says }) => {
  await expect(TransferSource.open(path())).rejects.toMatchObject({
    code: 'local-file',
    message: expect.stringContaining(says),
  })
})

test.each([
  {
    what: 'grows',
    how: (path: string) => appendFileSync(path, 'more'),
    says: `from ${SIZE} to ${SIZE + 4} bytes`,
  },
  { what: 'shrinks', how: (path: string) => truncateSync(path, 100), says: `from ${SIZE} to 100 bytes` },
  { what: 'is written to', how: (path: string) => utimesSync(path, 1, 1), says: 'was written to' },
])('a file that $what while it is sent is not sent', async ({ how, says }) => {
  const path = fileOf(Buffer.alloc(SIZE))
  await expect(read(path, () => how(path))).rejects.toMatchObject({
    code: 'local-file',
    message: expect.stringContaining(says),
  })
})

test('the last bytes are handed on only once the file was found unchanged', async () => {
  const path = fileOf(Buffer.alloc(SIZE))
  const source = await TransferSource.open(path)
  let bytes = 0
  const reading = (async () => {
    for await (const chunk of source.bytes()) {
      bytes += chunk.length
      appendFileSync(path, 'x')
    }
  })()
  await expect(reading).rejects.toThrow()
  expect(bytes).toBeLessThan(SIZE)
  await source.close()
})
