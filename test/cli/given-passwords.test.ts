import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { passwordOfFile, passwordsOfStdin } from '../../src/cli/given-passwords.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

test('a password is the first line of its file', async () => {
  const path = join(temporaryFolder(), 'password')
  writeFileSync(path, 's3cret\r\nnext\n')
  expect(await passwordOfFile(path)).toBe('s3cret')
  await expect(passwordOfFile(`${path}.gone`)).rejects.toMatchObject({ code: 'local-file' })
})

test('of stdin no more is read than the lines that are wanted', async () => {
  expect(await passwordsOfStdin(Readable.from([Buffer.from('a\nb\nc\n')]), 2)).toEqual(['a', 'b'])
  await expect(passwordsOfStdin(Readable.from([Buffer.from('a\n')]), 2)).rejects.toThrow('expected 2')
})

test.skipIf(process.platform === 'win32')('what has no end is given up', async () => {
  const refusal = { code: 'usage', message: expect.stringContaining('too long') }
  await expect(passwordOfFile('/dev/zero')).rejects.toMatchObject(refusal)
  await expect(passwordsOfStdin(createReadStream('/dev/zero'), 3)).rejects.toMatchObject(refusal)
})
