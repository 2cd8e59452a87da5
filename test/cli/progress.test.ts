import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Progress } from '../../src/cli/progress.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function progressOn(talkColumns: number, talksToTerminal = true, name = 'foto.jpg') {
  let shown = ''
  const out = { talk: (text: string) => void (shown += text), talksToTerminal, talkColumns }
  const progress = new Progress(out, name, 4 * 1024 ** 2)
  return { progress, shown: () => shown }
}

test('a transfer that takes a while is shown on one line, which is taken away at the end', () => {
  const { progress, shown } = progressOn(80)
  vi.advanceTimersByTime(1000)
  progress.update(1024 ** 2)
  expect(shown()).toBe('\rfoto.jpg  25%  1.0 MiB of 4.0 MiB  1.0 MiB/s\u001b[K')
  progress.end()
  expect(shown().endsWith('\r\u001b[K')).toBe(true)
})

test('a quick transfer shows nothing', () => {
  const { progress, shown } = progressOn(80)
  vi.advanceTimersByTime(300)
  progress.update(4 * 1024 ** 2)
  progress.end()
  expect(shown()).toBe('')
})

test('it is shown ten times a second at most', () => {
  const { progress, shown } = progressOn(80)
  vi.advanceTimersByTime(1000)
  for (let i = 1; i <= 100; i++) {
    vi.advanceTimersByTime(10)
    progress.update(i)
  }
  expect(shown().split('\r')).toHaveLength(11)
})

test('nothing is shown where stderr is no terminal', () => {
  const { progress, shown } = progressOn(80, false)
  vi.advanceTimersByTime(1000)
  progress.update(1)
  progress.end()
  expect(shown()).toBe('')
})

test.each([
  [40, '\r25%  1.0 MiB of 4.0 MiB\u001b[K'],
  [20, '\r25%\u001b[K'],
])('a terminal of %i columns gets less', (columns, line) => {
  const { progress, shown } = progressOn(columns)
  vi.advanceTimersByTime(1000)
  progress.update(1024 ** 2)
  expect(shown()).toBe(line)
})

test('a hostile name moves no cursor', () => {
  const { progress, shown } = progressOn(200, true, '\u001b[2J')
  vi.advanceTimersByTime(1000)
  progress.update(1)
  expect(shown()).toContain('\\u{1b}[2J')
})
