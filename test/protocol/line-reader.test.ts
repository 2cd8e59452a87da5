import { describe, expect, test } from 'vitest'
import { LINE_BYTES } from '../../src/protocol/limits.js'
import { BadLine, LineReader } from '../../src/protocol/line-reader.js'
import { heldBytes } from '../helpers/held-bytes.js'
import fc from '../helpers/properties.js'

type Seen = string | { fault: string; bytes: string }

const seen = (line: string | BadLine): Seen =>
  typeof line === 'string' ? line : { fault: line.fault, bytes: line.bytes.toString('hex') }

/** All lines that the chunks make, up to one that is too long. */
function linesOf(limit: number, chunks: readonly Buffer[]): Seen[] {
  const reader = new LineReader(limit)
  const lines: Seen[] = []
  for (const chunk of chunks) {
    reader.push(chunk)
    for (let line = reader.next(); line !== undefined; line = reader.next()) {
      // What there is of a line that is too long depends on how far it has come.
      if (typeof line !== 'string' && line.fault === 'too-long') return [...lines, 'TOO LONG']
      lines.push(seen(line))
    }
  }
  return lines
}

/** The contract in its plainest words. */
function expectedLines(limit: number, stream: Buffer): Seen[] {
  const lines: Seen[] = []
  for (let at = 0; ; ) {
    const end = stream.indexOf(0x0a, at)
    let bytes = stream.subarray(at, end < 0 ? undefined : end)
    if (bytes.at(-1) === 0x0d) bytes = bytes.subarray(0, -1)
    if (bytes.length > limit) return [...lines, 'TOO LONG']
    if (end < 0) return lines
    lines.push(isUtf8(bytes) ? bytes.toString() : seen(new BadLine('not-utf8', bytes)))
    at = end + 1
  }
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function split(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b)
  return [...places, stream.length].map((end, i) => stream.subarray(i === 0 ? 0 : places[i - 1], end))
}

// Bytes that matter come often: line ends, the parts of characters, a few letters.
const byte = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0x0a, 0x0d) },
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 2, arbitrary: fc.constantFrom(0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xff, 0x00) },
)
const stream = fc.array(byte, { maxLength: 120 }).map((bytes) => Buffer.from(bytes))
const cuts = fc.array(fc.nat(), { maxLength: 40 })

describe('lines', () => {
  test('are the same however the stream is cut into packets', () => {
    fc.assert(
      fc.property(stream, cuts, fc.integer({ min: 1, max: 40 }), (bytes, places, limit) => {
        expect(linesOf(limit, split(bytes, places))).toEqual(expectedLines(limit, bytes))
      }),
      { numRuns: 1000 },
    )
  })

  test('are the same one byte at a time', () => {
    const bytes = Buffer.from('a\r\n\nhalo é😀\n\r\r\n\r\nlast')
    const single = Array.from(bytes, (value) => Buffer.of(value))
    expect(linesOf(100, single)).toEqual(['a', '', 'halo é😀', '\r', ''])
  })

  test('hold as many bytes as the limit, their end not counted (LINE-8)', () => {
    const reader = new LineReader(LINE_BYTES)
    for (const length of [LINE_BYTES - 1, LINE_BYTES]) {
      for (const end of ['\n', '\r\n']) {
        reader.push(Buffer.from('x'.repeat(length) + end))
        expect(reader.next()).toHaveLength(length)
      }
    }
    expect(reader.buffered).toBe(0)
  })

  test.each([
    ['\n', [1, 1000]],
    ['\r\n', [1, 1000]],
    ['', [1000]],
    ['\n', []],
    ['\r\n', []],
    ['\r\n', [LINE_BYTES + 1]],
    ['\r\n', [LINE_BYTES + 2]],
  ])('one byte over the limit are too long, ended by %j and cut at %j', (end, places) => {
    expect(linesOf(LINE_BYTES, split(Buffer.from('x'.repeat(LINE_BYTES + 1) + end), places))).toEqual([
      'TOO LONG',
    ])
  })

  test('of the limit and a CR wait for the LF that may still come', () => {
    const reader = new LineReader(4)
    reader.push(Buffer.from('abcd\r'))
    expect(reader.next()).toBeUndefined()
    reader.push(Buffer.from('\n'))
    expect(reader.next()).toBe('abcd')
  })

  test('of the limit and a CR are too long once something else comes behind it', () => {
    const reader = new LineReader(4)
    reader.push(Buffer.from('abcd\r'))
    expect(reader.next()).toBeUndefined()
    reader.push(Buffer.from('e'))
    expect(reader.next()).toMatchObject({ fault: 'too-long' })
  })

  test('count bytes, not characters, against the limit', () => {
    expect(linesOf(4, [Buffer.from('éé\n')])).toEqual(['éé'])
    expect(linesOf(3, [Buffer.from('éé\n')])).toEqual(['TOO LONG'])
  })

  test.each(['c328', 'a0', 'e28228', 'eda080', 'f08080af', 'c080', 'f4908080', 'f09f98'])(
    'of the bytes %s are not UTF-8, and the lines around them are unharmed',
    (hex) => {
      const bad = Buffer.from(hex, 'hex')
      const bytes = Buffer.concat([Buffer.from('one\n'), bad, Buffer.from('\ntwo\n')])
      expect(linesOf(100, [bytes])).toEqual(['one', { fault: 'not-utf8', bytes: hex }, 'two'])
    },
  )

  test('keep a byte order mark, which is a character like any other', () => {
    expect(linesOf(100, [Buffer.from('\ufeffa\n')])).toEqual(['\ufeffa'])
  })
})

describe('raw bytes', () => {
  test('and lines are the same however the stream is cut into packets', () => {
    const part = fc.oneof(
      fc.record({ line: fc.constantFrom('', 'a', 'halo', 'é😀', 'x'.repeat(30)) }),
      fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes)) }),
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        cuts,
        fc.integer({ min: 1, max: 50 }),
        (parts, places, most) => {
          const whole = Buffer.concat(parts.map((p) => ('line' in p ? Buffer.from(`${p.line}\n`) : p.bytes)))
          const chunks = split(whole, places)
          const reader = new LineReader(1000)
          const more = () => {
            const chunk = chunks.shift()
            expect(chunk, 'the stream ended too soon').toBeDefined()
            reader.push(chunk!)
          }
          for (const expected of parts) {
            if ('line' in expected) {
              let line = reader.next()
              for (; line === undefined; line = reader.next()) more()
              expect(line).toBe(expected.line)
              continue
            }
            const got: Buffer[] = []
            for (let left = expected.bytes.length; left > 0; ) {
              const bytes = reader.take(Math.min(left, most))
              if (bytes) {
                expect(bytes.length).toBeLessThanOrEqual(Math.min(left, most))
                got.push(bytes)
                left -= bytes.length
              } else more()
            }
            expect(Buffer.concat(got).equals(expected.bytes)).toBe(true)
          }
          for (const chunk of chunks) expect(chunk).toHaveLength(0)
          expect(reader.buffered).toBe(0)
          expect(reader.take(1)).toBeUndefined()
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('are taken where a line was looked for in vain', () => {
    const reader = new LineReader(100)
    reader.push(Buffer.from('ab'))
    expect(reader.next()).toBeUndefined()
    reader.push(Buffer.from('c\nd'))
    expect(reader.take(2)?.toString()).toBe('ab')
    expect(reader.next()).toBe('c')
    expect(reader.isPartial).toBe(true)
    expect(reader.take(10)?.toString()).toBe('d')
    expect(reader.isPartial).toBe(false)
  })
})

test('it knows how much waits, and whether that starts with a part of a line', () => {
  const reader = new LineReader(100)
  expect([reader.buffered, reader.isPartial]).toEqual([0, false])
  reader.push(Buffer.from('on'))
  expect([reader.buffered, reader.isPartial]).toEqual([2, true])
  reader.push(Buffer.from('e\ntw'))
  expect([reader.buffered, reader.isPartial]).toEqual([6, false])
  expect(reader.next()).toBe('one')
  expect([reader.buffered, reader.isPartial]).toEqual([2, true])
  reader.push(Buffer.alloc(0))
  expect([reader.buffered, reader.isPartial]).toEqual([2, true])
})

test('a megabyte of empty lines, or of one line byte by byte, takes no quadratic time', () => {
  const started = performance.now()
  const reader = new LineReader(LINE_BYTES)
  reader.push(Buffer.from('\n'.repeat(1 << 20)))
  let lines = 0
  while (reader.next() !== undefined) lines++
  for (let i = 0; i < LINE_BYTES; i++) {
    reader.push(Buffer.of(0x61))
    expect(reader.next() === undefined).toBe(true)
  }
  reader.push(Buffer.of(0x0a))
  expect(reader.next()).toHaveLength(LINE_BYTES)
  expect(lines).toBe(1 << 20)
  expect(performance.now() - started).toBeLessThan(3000)
})

test('a reader whose lines were all taken holds nothing of the packets they came in', () => {
  const readers: LineReader[] = []
  const held = heldBytes(() => {
    for (let i = 0; i < 200; i++) {
      const reader = new LineReader(LINE_BYTES)
      reader.push(Buffer.from('SERVER-INFO\n'.repeat(5000)))
      while (reader.next() !== undefined) {}
      readers.push(reader)
    }
  })
  expect(readers).toHaveLength(200)
  expect(held / 200).toBeLessThan(2000)
})

// Each packet stays an object of its own until the line is whole: 12 MB for a line of 64 kB that comes byte by byte.
test('a line that comes in tiny packets takes no more than some times its bytes', () => {
  const reader = new LineReader(LINE_BYTES)
  const held = heldBytes(() => {
    for (let i = 0; i < LINE_BYTES; i++) {
      reader.push(Buffer.from(Uint8Array.of(0x61).buffer))
      reader.next()
    }
  })
  expect(reader.buffered).toBe(LINE_BYTES)
  expect(held).toBeLessThan(16 * LINE_BYTES)
})
