import { execFileSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf } from '../../src/scenario/bytes.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const scope = new Map<string, unknown>([['name', 'ann']])

test('pieces are put together byte by byte', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'some.bin'), Buffer.from([0, 0xff]))
  const pieces = [{ text: `hi \${name}` }, { hex: '0d 0a' }, { file: 'some.bin' }, { repeat: 'ab', times: 2 }]
  expect(await bytesOf(pieces, scope, join(folder, 'a.yaml'))).toEqual(
    Buffer.from('hi ann\r\n\x00\xffabab', 'latin1'),
  )
})

test('a pipe, a folder, no file and one without an end are refused at once', async () => {
  const folder = temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'pipe')])
  writeFileSync(join(folder, 'huge'), '')
  truncateSync(join(folder, 'huge'), 2 ** 40)
  const reading = (file: string) => bytesOf([{ file }], scope, join(folder, 'a.yaml'))
  await expect(reading('pipe')).rejects.toThrow('cannot read pipe: not a file')
  await expect(reading('.')).rejects.toThrow('cannot read .: not a file')
  await expect(reading('none')).rejects.toThrow('cannot read none: there is no such file')
  await expect(reading('huge')).rejects.toThrow('larger than')
})
