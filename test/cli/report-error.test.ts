import { expect, test } from 'vitest'
import { CliError, UsageError } from '../../src/cli/errors.js'
import { OutputError } from '../../src/cli/output.js'
import { describeError, reportError, wantsJson } from '../../src/cli/report-error.js'
import { ChatError } from '../../src/client/chat-error.js'
import { CredentialStoreError } from '../../src/credentials/credential-store.js'

function report(error: unknown, json: boolean, debug = false) {
  let written = ''
  const exit = reportError(error, json, (text) => (written += text), debug)
  return { exit, written }
}

test.each([
  [new ChatError('unknown-user', 'who?'), 1],
  [new ChatError('refused', 'Nomor tidak dikenal'), 1],
  [new UsageError('bad flag'), 2],
  [new CliError('over-limit', 'too long'), 2],
  [new OutputError('ENOSPC'), 2],
  [new CredentialStoreError('damaged'), 2],
  [new ChatError('unreachable', 'nothing there'), 3],
  [new ChatError('disconnected', 'broke'), 3],
  [new ChatError('not-authorized', 'log in'), 4],
  [new ChatError('wrong-password', 'wrong'), 4],
  [new ChatError('bad-token', 'expired'), 4],
  [new ChatError('too-many-attempts', 'wait'), 4],
  [new CliError('no-credential', 'nobody'), 4],
  [new ChatError('timeout', 'too late'), 5],
  [new ChatError('protocol', 'what?'), 6],
  [new CliError('input-needed', 'password?'), 7],
  [new ChatError('aborted', 'given up'), 130],
])('%s exits the same with and without --json', (error, exit) => {
  expect(report(error, false).exit).toBe(exit)
  expect(report(error, true).exit).toBe(exit)
})

test('under --json an error is one line with always the same keys', () => {
  const { written } = report(new ChatError('internal', 'the server\nfailed'), true)
  expect(written).toMatch(/^[^\n]+\n$/)
  expect(JSON.parse(written)).toEqual({
    error: { code: 'internal', exit: 1, message: 'the server\nfailed', definite: false, hint: null },
  })
})

test('a person reads what happened and what to do next', () => {
  const error = new CliError('no-credential', 'nobody is logged in', { hint: 'pychat auth login ann' })
  expect(report(error, false).written).toBe('pychat: nobody is logged in\n  try: pychat auth login ann\n')
})

test('what a server says is shown and not obeyed', () => {
  const error = new ChatError('refused', '\u001b[2Jgone\u202e')
  expect(report(error, false).written).not.toMatch(/[\u001b\u202e]/)
  expect(report(error, true).written).not.toMatch(/[\u001b\u202e]/)
})

test('a reader that has gone is not talked about, but the exit code tells', () => {
  expect(report(new OutputError('EPIPE'), false)).toEqual({ exit: 2, written: '' })
})

test('a mistake of ours shows no stack unless asked to', () => {
  const mistake = new TypeError('x is not a function')
  expect(report(mistake, false)).toMatchObject({ exit: 6, written: expect.not.stringContaining('    at ') })
  expect(report(mistake, false, true).written).toContain('    at ')
})

test('anything may be thrown', () => {
  for (const thrown of [undefined, null, 'text', 7, new Error('')]) {
    expect(describeError(thrown)).toMatchObject({ code: 'bug', exit: 6 })
  }
})

test('oclif ends the process without a word', () => {
  const exit = Object.assign(new Error('EEXIT: 1'), { code: 'EEXIT', oclif: { exit: 1 } })
  expect(report(exit, true)).toEqual({ exit: 1, written: '' })
})

test('--json counts before -- only', () => {
  expect(wantsJson(['contact', 'get', '--json'])).toBe(true)
  expect(wantsJson(['chat', 'send', 'bob', '--', '--json'])).toBe(false)
})
