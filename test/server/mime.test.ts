import { expect, test } from 'vitest'
import { mimeOf, SAMPLE_BYTES } from '../../src/server/mime.js'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a picture is told from its bytes (FILE-3)', async () => {
  expect(await mimeOf(PNG)).toBe('image/png')
  expect(await mimeOf(Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'))).toBe('image/jpeg')
  expect(await mimeOf(Buffer.from('GIF89a\u0001\u0000\u0001\u0000'))).toBe('image/gif')
})

test('what is UTF-8 without controls is text', async () => {
  for (const text of ['halo\n', '\ta\r\n', 'é😀', ' '])
    expect(await mimeOf(Buffer.from(text))).toBe('text/plain')
})

test('what is neither is bytes', async () => {
  for (const hex of ['00', '80', '410041', 'c3', '7f', 'eda080']) {
    expect(await mimeOf(Buffer.from(hex, 'hex'))).toBe('application/octet-stream')
  }
})

test('text whose sample was cut inside a character is still text', async () => {
  for (let shift = 0; shift < 4; shift++) {
    const text = Buffer.from('x'.repeat(shift) + '😀'.repeat(SAMPLE_BYTES))
    expect(await mimeOf(text.subarray(0, SAMPLE_BYTES))).toBe('text/plain')
  }
  expect(await mimeOf(Buffer.alloc(SAMPLE_BYTES, 0x80))).toBe('application/octet-stream')
})

test('nothing that is cut or hostile makes it throw or hang', async () => {
  const starts = [
    PNG,
    Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'),
    Buffer.from('504b0304', 'hex'),
    Buffer.from('1a45dfa3', 'hex'),
    Buffer.from('0000002066747970', 'hex'),
    Buffer.from('4f676753', 'hex'),
    Buffer.from('49492a00', 'hex'),
    Buffer.from('ID3\u0003\u0000\u0000\u007f\u007f\u007f\u007f'),
    Buffer.from('<?xml '),
  ]
  for (const start of starts) {
    for (const fill of [0x00, 0xff, 0x41]) {
      for (const length of [0, 1, 40, SAMPLE_BYTES - start.length]) {
        expect(await mimeOf(Buffer.concat([start, Buffer.alloc(length, fill)]))).toMatch(
          /^[\w.+-]+\/[\w.+-]+/,
        )
      }
    }
  }
})
