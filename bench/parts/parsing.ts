import { ARGUMENT_CHARACTERS, LINE_BYTES } from '../../src/protocol/limits.js'
import { LineReader } from '../../src/protocol/line-reader.js'
import { Refusal } from '../../src/protocol/refusals.js'
import { gate } from '../../src/server/gate.js'
import { median } from '../median.js'
import { fixed, type Part, whole } from '../report.js'
import type { Settings } from '../settings.js'

interface Row {
  readonly input: string
  readonly perSecond: number
  readonly megabytesPerSecond: number
}

const ASCII = 'CHAT-PRIVATE-SEND budi halo, apa kabar? ketemu jam tujuh di warung yang kemarin ya\n'
const MIXED = 'CHAT-PRIVATE-SEND bùdi halo, apa kabar? ☕ ketemu jam tujuh di warung yang kemarin ya\n'
const PACKET = 64 * 1024

const inputs = [
  { input: 'ASCII, packets of 64 KiB', line: ASCII, packet: PACKET },
  { input: 'ASCII, a line a packet', line: ASCII, packet: Buffer.byteLength(ASCII) },
  { input: 'ASCII, packets of 7 bytes', line: ASCII, packet: 7 },
  { input: 'not ASCII, packets of 64 KiB', line: MIXED, packet: PACKET },
]

/** Bytes to requests: the lines cut, decoded and checked by the table of verbs, with no socket and no store. */
export async function parsing(_: unknown, { rounds, measure, note }: Settings): Promise<Part<Row>> {
  const rows = inputs.map(({ input, line, packet }): Row => {
    note(`parsing: ${input}`)
    const packets = cut(Buffer.from(line.repeat(20_000)), packet)
    parse(packets)
    const perSecond = median(Array.from({ length: rounds }, () => rate(packets, measure / 4)))
    return { input, perSecond, megabytesPerSecond: (perSecond * Buffer.byteLength(line)) / 1e6 }
  })
  return {
    title: 'Lines parsed: bytes to a checked request',
    columns: [
      { title: 'input', show: ({ input }) => input },
      { title: 'lines/s', show: ({ perSecond }) => whole(perSecond) },
      { title: 'MB/s', show: ({ megabytesPerSecond }) => whole(megabytesPerSecond) },
      { title: 'µs a line', show: ({ perSecond }) => fixed(2)(1e6 / perSecond) },
    ],
    rows,
    notes: [],
  }
}

const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

/** Lines a second, over at least so many milliseconds. */
function rate(packets: readonly Buffer[], least: number): number {
  const start = performance.now()
  let lines = 0
  while (performance.now() - start < least) lines += parse(packets)
  return (lines / (performance.now() - start)) * 1000
}

function parse(packets: readonly Buffer[]): number {
  const reader = new LineReader(LINE_BYTES)
  let lines = 0
  for (const packet of packets) {
    reader.push(packet)
    for (let line = reader.next(); line !== undefined; line = reader.next()) {
      const request = typeof line === 'string' ? gate(line, true, ARGUMENT_CHARACTERS) : line
      if (request instanceof Refusal || !('verb' in request)) throw new Error('a line was refused')
      lines++
    }
  }
  return lines
}
