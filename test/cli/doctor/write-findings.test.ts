import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { ok, warn } from '../../../src/cli/doctor/finding.js'
import { writeFindings } from '../../../src/cli/doctor/write-findings.js'

const findings = [
  ok('server', 'tcp://a-rather-long-name.example:8000 took it'),
  warn('keychain', 'it is \u001b[2Jlocked 🔒 家家家家家家家家家家家家', 'unlock it'),
]

async function written(columns: number, more = {}) {
  let text = ''
  const out = { isTerminal: true, colour: false, columns, ...more }
  await writeFindings(findings, {
    ...out,
    write: async (data) => {
      text += data
    },
  })
  return text
}

test('a person reads each finding, and below it what to type', async () => {
  expect(await written(80)).toBe(
    [
      'ok server: tcp://a-rather-long-name.example:8000 took it',
      'warn keychain: it is \\u{1b}[2Jlocked 🔒 家家家家家家家家家家家家',
      '  try: unlock it\n',
    ].join('\n'),
  )
})

test.each([20, 12])(
  'nothing but a command is wider than %i columns, and nothing is lost',
  async (columns) => {
    const text = await written(columns)
    for (const line of text.split('\n').filter((line) => !line.startsWith('  try: ')))
      expect(stringWidth(line)).toBeLessThanOrEqual(columns)
    expect(text.replace(/\s/g, '')).toBe((await written(1000)).replace(/\s/g, ''))
  },
)

test('colours are only around the status', async () => {
  expect(await written(80, { colour: true })).toContain('\u001b[32mok\u001b[0m server: tcp')
})

test('elsewhere there are TABs between the values', async () => {
  expect((await written(80, { isTerminal: false })).split('\n')[1]).toMatch(/^warn\tkeychain\t.*\tunlock it$/)
})
