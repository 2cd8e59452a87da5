import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { messageFormat } from '../../src/cli/message-line.js'
import type { Message } from '../../src/protocol/verbs.js'

const zone = process.env.TZ
beforeAll(() => {
  process.env.TZ = 'Asia/Jakarta'
  vi.useFakeTimers({ now: new Date('2026-01-02T03:10:00.000Z') })
})
afterEach(() => void vi.setSystemTime(new Date('2026-01-02T03:10:00.000Z')))
afterAll(() => {
  vi.useRealTimers()
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const messageLine = async (
  message: Message,
  out: Parameters<typeof messageFormat>[0],
  show?: Parameters<typeof messageFormat>[1],
) => (await messageFormat(out, show))(message)

const message = { id: '1', from: 'budi', text: 'halo', at: '2026-01-01T20:05:00.000Z' }
const file = { code: '7hq2', name: 'a.jpg', size: 1536, mime: 'image/jpeg' }
const terminal = { isTerminal: true, colour: false, columns: 80 }
const pipe = { isTerminal: false, colour: false, columns: Number.POSITIVE_INFINITY }

test('a terminal gets how long ago it was in a column, a pipe RFC 3339 and TABs', async () => {
  expect(await messageLine(message, terminal)).toBe('today 03:05       budi  halo')
  vi.setSystemTime(new Date('2026-01-01T20:08:00.000Z'))
  expect(await messageLine(message, terminal)).toBe('3 minutes ago     budi  halo')
  expect(await messageLine(message, pipe)).toBe('2026-01-01T20:05:00.000Z\tbudi\thalo')
})

test('a line that stays on the screen has the time of the wall', async () => {
  expect(await messageLine(message, terminal, { stays: true })).toBe('2026-01-02 03:05  budi  halo')
})

test('a long message is wrapped below its beginning, and a narrow terminal has the whole row for it', async () => {
  const long = { ...message, text: 'satu dua tiga empat lima enam tujuh delapan sembilan sepuluh' }
  expect(await messageLine(long, { ...terminal, columns: 60 })).toBe(
    [
      'today 03:05       budi  satu dua tiga empat lima enam tujuh',
      `${' '.repeat(24)}delapan sembilan sepuluh`,
    ].join('\n'),
  )
  expect((await messageLine(long, { ...terminal, columns: 20 })).split('\n')).toEqual([
    'today 03:05  budi  ',
    'satu dua tiga empat',
    'lima enam tujuh',
    'delapan sembilan',
    'sepuluh',
  ])
})

test('a file is told with its code and size', async () => {
  const announced = { ...message, text: 'a.jpg', file }
  expect(await messageLine(announced, terminal)).toBe(
    'today 03:05       budi  a.jpg (file 7hq2, 1.5 KiB, image/jpeg)',
  )
  expect(await messageLine(announced, pipe)).toContain('\ta.jpg (file 7hq2, 1536 bytes, image/jpeg)')
})

test('the group is named where it is asked for', async () => {
  const sent = { ...message, group: 'k3x9' }
  expect(await messageLine(sent, pipe, { group: true })).toContain('\tbudi in k3x9\t')
  expect(await messageLine(sent, pipe)).toContain('\tbudi\t')
})

test('nothing in a message breaks its line or its colours', async () => {
  const evil = { id: '1', from: 'b\u001b[31m', text: 'a\tb\nc\u009b0m', at: 'never\u0007', group: '\u202e' }
  expect(await messageLine(evil, pipe, { group: true })).toBe(
    'never\\u{7}\tb\\u{1b}[31m in \\u{202e}\ta\\tb\\nc\\u{9b}0m',
  )
  expect(await messageLine(evil, { ...terminal, colour: true })).toBe(
    '\u001b[2mnever\\u{7}\u001b[22m        \u001b[1mb\\u{1b}[31m\u001b[22m  a\\tb\\nc\\u{9b}0m',
  )
})
