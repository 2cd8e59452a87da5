import { expect, onTestFinished, test } from 'vitest'
import { ChatError, type FailureCode } from '../../src/client/chat-error.js'
import type { OpenTransport, Transport } from '../../src/client/transport.js'
import { openTcp } from '../../src/client/transports/tcp.js'
import { parseScenario } from '../../src/scenario/load.js'
import { pyChat } from '../../src/scenario/py-chat-profile.js'
import { runScenarios } from '../../src/scenario/run.js'
import { scriptedServer } from './scripted-server.js'

/** Plays steps over what is no stream of bytes; a line UNSAYABLE is one that it cannot say. */
async function play(steps: string, actor = '{register: false}', broken?: FailureCode) {
  const text = `pychat: 1\nid: a.b\ntitle: a rule\nprotocol: toy\nactors: {ann: ${actor}}\nsteps:\n${steps}\n`
  const scenario = parseScenario('a.yaml', text)
  if (Array.isArray(scenario)) throw new Error(JSON.stringify(scenario))
  const translation = { unsaid: undefined as string | undefined, isUploading: false }
  const server = await scriptedServer({
    answer: (line) => {
      if (line === 'UNSAYABLE') translation.unsaid = 'HTTP cannot say the line'
      if (line === 'UPLOAD') translation.isUploading = true
      return 'success'
    },
  })
  onTestFinished(() => server.close())
  const open: OpenTransport = async (url, options) => {
    const transport = await openTcp(url, options)
    return Object.assign(transport, { translation, received: receive(transport) })
  }
  async function* receive({ received }: Transport) {
    for await (const bytes of received) {
      if (broken && server.lines.includes('BREAK')) throw new ChatError(broken, 'that is no list')
      yield bytes
    }
  }
  const profile = { ...pyChat, protocol: 'toy' }
  const { results } = await runScenarios([scenario], { server: server.url, profile, open })
  return results.map(({ outcome, reason }) => [outcome, reason])
}

test('whole lines and the bytes of a file are sent, however the scenario has them', async () => {
  expect(await play('  - raw: {ann: [{text: "A\\nB\\n"}]}\n    expect: {ann: [ok, ok]}')).toEqual([
    ['pass', undefined],
  ])
  const upload =
    '  - send: {ann: UPLOAD}\n    expect: {ann: ok}\n  - raw: {ann: [{hex: 000a}]}\n    expect: {ann: ok}'
  expect(await play(upload)).toEqual([['pass', undefined]])
})

test.each([
  ['an end that is no line feed', '  - raw: {ann: [{text: "A\\r\\n"}]}'],
  ['half a line', '  - raw: {ann: [{text: A}]}'],
  ['packets', '  - raw: {ann: [{text: "A\\n"}]}\n    chunk: 1'],
])('a case that sends %s is skipped', async (_, steps) => {
  expect(await play(steps)).toEqual([['skip', 'HTTP carries no raw bytes']])
})

test('a case that ends its side before the answer is skipped, and one that ends it behind it is not', async () => {
  const asked = '  - send: {ann: A}\n'
  expect(await play(`${asked}  - close: [ann]`)).toEqual([['skip', 'HTTP carries no half-close']])
  expect(await play(`${asked}    expect: {ann: ok}\n  - close: [ann]`)).toEqual([['pass', undefined]])
})

test('a case about the greeting is skipped', async () => {
  expect(await play('  - expect: {ann: any}', '{register: false, greeting: false}')).toEqual([
    ['skip', 'HTTP carries no greeting of the server'],
  ])
})

test('a case that comes to a line which cannot be said is skipped, whatever the answer was to be', async () => {
  expect(await play('  - send: {ann: UNSAYABLE}\n    expect: {ann: fail}')).toEqual([
    ['skip', 'HTTP cannot say the line'],
  ])
})

test.each([
  ['protocol', 'fail'],
  ['disconnected', 'error'],
] as const)('a connection that breaks by code %s is outcome %s', async (code, outcome) => {
  const steps = '  - send: {ann: BREAK}\n    expect: {ann: ok}'
  expect(await play(steps, undefined, code)).toEqual([[outcome, expect.stringContaining('no list')]])
})
