import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { table } from '../../src/cli/table.js'

const rows = [
  { name: 'budi', title: 'Jalan pagi', unread: 3 },
  { name: '日本', title: '👩‍👩‍👧 keluarga besar di kampung', unread: 12 },
]
const columns = [
  { title: 'name', value: (row: (typeof rows)[number]) => row.name },
  { title: 'title', value: (row: (typeof rows)[number]) => row.title },
  { title: 'unread', value: (row: (typeof rows)[number]) => row.unread, align: 'right' as const },
]

async function shown(width: number, isTerminal = true, of = rows): Promise<string[]> {
  let text = ''
  const out = {
    isTerminal,
    columns: width,
    colour: false,
    write: async (data: string | Uint8Array) => {
      text += data
    },
  }
  await table(of, columns, out)
  return text.split('\n').slice(0, -1)
}

test('columns are aligned by what a terminal shows, not by length', async () => {
  const lines = await shown(80)
  expect(lines[0]).toMatch(/^NAME {2}TITLE +UNREAD$/)
  expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1)
})

test('the widest column is cut to fit the terminal', async () => {
  const lines = await shown(30)
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(30)
  expect(lines[2]).toContain('…')
})

test('a terminal too narrow for columns gets one field a line, whole', async () => {
  const lines = await shown(20)
  expect(lines.slice(-4)).toEqual([
    'NAME: 日本',
    'TITLE: 👩‍👩‍👧 keluarga',
    '  besar di kampung',
    'UNREAD: 12',
  ])
})

test('a code is cut by no width, and a field without a value takes no line', async () => {
  const code = 'k3x9m2p7q4r8t5v6w7'
  let text = ''
  const out = {
    ...{ isTerminal: true, columns: 20, colour: false },
    write: async (data: string | Uint8Array) => {
      text += data
    },
  }
  await table(
    [{ code, name: 'satu dua tiga', role: '' }],
    [
      { title: 'code', value: ({ code }) => code, whole: true },
      { title: 'name', value: ({ name }) => name },
      { title: 'role', value: ({ role }) => role },
    ],
    out,
  )
  expect(text).toBe(`CODE: ${code}\nNAME: satu dua tiga\n`)
})

test('a pipe gets values between tabs, without titles', async () => {
  expect(await shown(Number.POSITIVE_INFINITY, false)).toEqual([
    'budi\tJalan pagi\t3',
    '日本\t👩‍👩‍👧 keluarga besar di kampung\t12',
  ])
})

test('a hostile value cannot break its row', async () => {
  const evil = [{ name: 'a\tb\n\u001b[31mc', title: '\u202e', unread: 0 }]
  expect(await shown(Number.POSITIVE_INFINITY, false, evil)).toEqual(['a\\tb\\n\\u{1b}[31mc\t\\u{202e}\t0'])
})

test('no rows are no output', async () => {
  expect(await shown(80, true, [])).toEqual([])
})
