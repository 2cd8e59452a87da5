import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { BadText, lines, wholeText } from '../../src/cli/stdin.js'
import fc from '../helpers/properties.js'

const stream = (...parts: (string | Uint8Array)[]) => Readable.from(parts.map((part) => Buffer.from(part)))

async function all(input: AsyncIterable<Uint8Array>, most = 100): Promise<unknown[]> {
  const found = []
  for await (const line of lines(input, most)) found.push(line)
  return found
}

test('lines end with LF or CR LF and the last may lack its end', async () => {
  expect(await all(stream('one\ntwo\r\n\nfour'))).toEqual(['one', 'two', '', 'four'])
  expect(await all(stream('one\n'))).toEqual(['one'])
  expect(await all(stream())).toEqual([])
})

test('how the bytes were split makes no difference', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', '\r') }),
      fc.nat(5),
      async (text, size) => {
        const bytes = Buffer.from(text)
        const parts = []
        for (let at = 0; at < bytes.length; at += size + 1) parts.push(bytes.subarray(at, at + size + 1))
        expect(await all(Readable.from(parts))).toEqual(await all(stream(text)))
      },
    ),
  )
})

test('a line that is too long or no UTF-8 is told and the next one follows', async () => {
  const bad = new BadText('not-utf8')
  expect(await all(stream('ok\n', Buffer.from([0x61, 0xff, 0x0a]), 'ok\n'))).toEqual(['ok', bad, 'ok'])
  expect(await all(stream('x'.repeat(101), 'x\nok'))).toEqual([new BadText('too-long'), 'ok'])
  expect(await all(stream('x'.repeat(100), '\r\nok'))).toEqual(['x'.repeat(100), 'ok'])
  expect(await all(stream('x'.repeat(101)))).toEqual([new BadText('too-long')])
})

test('a line without an end does not pile up in memory', async () => {
  const chunk = Buffer.alloc(1 << 20, 'x')
  const endless = (async function* () {
    for (let i = 0; i < 200; i++) yield chunk
  })()
  expect(await all(endless)).toEqual([new BadText('too-long')])
})

test('the whole of a stream is one text, within bounds', async () => {
  expect(await wholeText(stream('a\n', 'b\n'), 10)).toBe('a\nb\n')
  expect(await wholeText(stream('a'.repeat(11)), 10)).toEqual(new BadText('too-long'))
  expect(await wholeText(stream(Buffer.from([0xc3])), 10)).toEqual(new BadText('not-utf8'))
})
