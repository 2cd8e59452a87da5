import { expect, test } from 'vitest'
import { localName } from '../../src/cli/local-name.js'
import fc from '../helpers/properties.js'

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['foto pantai.jpg', 'foto pantai.jpg'],
  ['日本.png', '日本.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.exe', 'evil.exe'],
  ['/', 'file'],
  ['', 'file'],
  ['.', '_'],
  ['..', '_'],
  ['.bashrc', '_bashrc'],
  ['...x', '_x'],
  ['-rf', '_rf'],
  [' -rf', '_rf'],
  ['a\nb\u001b[2J', 'a_b_[2J'],
  ['\u202egnp.exe', '_gnp.exe'],
  ['a\u0000b', 'a_b'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['what?*.txt', 'what__.txt'],
  ['name.  ', 'name'],
])('%j is saved as %j', (name, local) => {
  expect(localName(name)).toBe(local)
})

test('a long name is cut between characters and keeps its ending', () => {
  const local = localName(`${'語'.repeat(200)}.jpeg`)
  expect(Buffer.byteLength(local)).toBeLessThanOrEqual(200)
  expect(local).toMatch(/^語+\.jpeg$/)
})

test('whatever the server says, it is one plain component', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const local = localName(name)
      expect(local).toMatch(/^[^.\-\s/\\][^/\\\p{Cc}]*$/u)
      expect(Buffer.byteLength(local)).toBeLessThanOrEqual(200)
    }),
  )
})
