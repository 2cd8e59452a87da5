import { appendFileSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { append, readLetter, writeLetter } from '../../../src/cli/webhook/dead-letters.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

const delivery = {
  id: 'msg_1',
  conversation: 'user bob',
  body: '{"type":"message","timestamp":"2026-01-01T00:00:00.000Z","data":{"text":"\\u001b[2J\u202e"}}',
}

test('a letter is one line of JSON that no terminal obeys, and is read as it was', () => {
  const line = writeLetter(delivery, 'HTTP 400', new Date(0))
  expect(line).toMatch(/^[ -~]+$/)
  expect(JSON.parse(line)).toMatchObject({ failed: '1970-01-01T00:00:00.000Z', why: 'HTTP 400' })
  expect(JSON.parse(readLetter(line)!.body)).toEqual(JSON.parse(delivery.body))
})

test.each([
  '',
  '{',
  '[]',
  '{"id":"a"}',
  '{"id":"a.b","conversation":"c","body":{"type":"t","timestamp":"t"}}',
])('%j is no letter', (line) => {
  expect(readLetter(line)).toBeUndefined()
})

test('lines are added behind what is there, and behind half a line on a line of their own', async () => {
  const path = join(temporaryFolder(), 'new', 'letters')
  await append(path, [])
  await append(path, ['one', 'two'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  appendFileSync(path, '{"id":"cut o')
  await append(path, ['three'])
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n{"id":"cut o\nthree\n')
})

test('whoever takes the file away meanwhile loses no line', async () => {
  const path = join(temporaryFolder(), 'letters')
  let taken = ''
  await append(path, ['0'])
  const adding = (async () => {
    for (let i = 1; i <= 200; i++) await append(path, [String(i)])
  })()
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    const part = `${path}-${i}`
    try {
      renameSync(path, part)
      taken += readFileSync(part, 'utf8')
    } catch {}
  }
  await adding
  const all = new Set((taken + readFileSync(path, 'utf8')).split('\n').filter(Boolean).map(Number))
  expect(all.size).toBe(201)
})

test('a full disk is an error', async () => {
  await expect(append('/dev/full', ['one'])).rejects.toMatchObject({
    code: 'local-file',
    message: 'cannot write /dev/full: the disk is full',
  })
})
