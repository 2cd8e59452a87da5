import { expect, test } from 'vitest'
import { formatGithub } from '../../../src/scenario/reports/github.js'
import type { CaseResult } from '../../../src/scenario/result.js'
import { each, failed, hostile, passed, runOf } from './sample-run.js'

test('a failure is an error at its line, with what was wanted and what came', () => {
  expect(formatGithub(runOf(passed, { ...failed, clause: ['CHAT-1', 'CHAT-2'] }))).toBe(
    '::error file=scenarios/chat/live.yaml,line=10,col=13,title=chat.live (must CHAT-1%2C CHAT-2)::' +
      'a message arrives%0Abob received something else, in 1 of 2 rounds%0Awanted: success hi bob%0Agot: success hi rob\n',
  )
})

test('what is known to fail, and what could not be judged here, annotates nothing', () => {
  const titles = [...formatGithub(runOf(...each)).matchAll(/title=topic\.(\w+)/g)].map(
    ([, outcome]) => outcome,
  )
  expect(titles).toEqual(['fail', 'xpass', 'error'])
})

test('GitHub shows ten errors of a step: how many there are besides is a notice', () => {
  const many = Array.from({ length: 12 }, (_, i): CaseResult => ({ ...failed, id: `chat.${i}` }))
  const lines = formatGithub(runOf(...many))
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(11)
  expect(lines[10]).toBe('::notice title=pychat::2 more cases did not hold: see the report of the run')
})

test('files are told from the checkout on', () => {
  const at = (file: string): CaseResult => ({ ...failed, failure: { ...failed.failure!, file } })
  const workspace = '/home/runner/work'
  expect(formatGithub(runOf(at('/home/runner/work/a.yaml')), { workspace })).toContain('file=a.yaml,')
  expect(formatGithub(runOf(at('D:\\a\\b.yaml')), { workspace: 'D:\\a' })).toContain('file=b.yaml,')
  expect(formatGithub(runOf(at('/elsewhere/a.yaml')), { workspace })).toContain('file=/elsewhere/a.yaml,')
})

test('nothing in a text becomes a command or a property', () => {
  const evil = '100%\r\n::stop-commands::x, line=1'
  const report = formatGithub(runOf({ ...failed, id: evil, title: evil, reason: evil }, hostile))
  expect(report.match(/^::/gm)).toHaveLength(2)
  expect(report).toContain(String.raw`title=100%25\r\n%3A%3Astop-commands%3A%3Ax%2C line=1`)
  expect(report).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
})
