import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Output, type Sink } from '../../src/cli/output.js'
import { Progress, progressPlace } from '../../src/cli/progress.js'

const MIB = 1024 ** 2

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function outputTo({ isTTY = true, columns = 80, TERM = 'xterm' } = {}) {
  let shown = ''
  const stderr: Sink = {
    isTTY,
    columns,
    write(text, done) {
      shown += text
      done()
    },
  }
  const out = new Output({ stdout: stderr, stderr, env: { TERM } })
  return { out, shown: () => shown }
}

function progressOn(terminal?: Parameters<typeof outputTo>[0]) {
  const { out, shown } = outputTo(terminal)
  return { progress: new Progress(progressPlace(out), 'foto.jpg', 4 * MIB), out, shown }
}

test('a transfer that takes a while is shown in one row, which is taken away at the end', () => {
  const { progress, shown } = progressOn()
  progress.update(MIB)
  vi.advanceTimersByTime(1000)
  expect(shown()).toMatch(
    /\r\u001b\[Kfoto\.jpg {2}\[=+ +\] {3}25% {2}1\.0 MiB of 4\.0 MiB {2}1\.0 MiB\/s {2}0:03 left$/,
  )
  progress.end()
  expect(shown().endsWith('left\r\u001b[K')).toBe(true)
})

test('a quick transfer shows nothing, and nothing comes behind its end', () => {
  const { progress, shown } = progressOn()
  vi.advanceTimersByTime(300)
  progress.update(4 * MIB)
  progress.end()
  vi.advanceTimersByTime(5000)
  expect(shown()).toBe('')
})

test('a transfer that moves no more says so, at the rate of the last seconds', () => {
  const { progress, shown } = progressOn()
  progress.update(MIB)
  vi.advanceTimersByTime(10_000)
  expect(shown().endsWith('0 B/s  stalled')).toBe(true)
  progress.end()
})

test.each([{ isTTY: false }, { TERM: 'dumb' }])('nothing is shown on %j', (terminal) => {
  const { progress, shown } = progressOn(terminal)
  vi.advanceTimersByTime(1000)
  progress.update(1)
  vi.advanceTimersByTime(1000)
  progress.end()
  expect(shown()).toBe('')
})

test('other talk goes above the row', () => {
  const { progress, out, shown } = progressOn({ columns: 20 })
  progress.update(MIB)
  vi.advanceTimersByTime(400)
  out.note('> FILE-GET-PRIVATE')
  expect(shown()).toMatch(/^\r\u001b\[K25%(.*)\r\u001b\[K> FILE-GET-PRIVATE\n25%\1$/)
  progress.end()
})

test('a process that ends at once leaves no row behind', () => {
  const before = process.listeners('exit')
  const { progress, shown } = progressOn()
  vi.advanceTimersByTime(1000)
  const [clear] = process.listeners('exit').filter((one) => !before.includes(one))
  clear?.(130)
  expect(shown().endsWith('\r\u001b[K')).toBe(true)
  progress.end()
  expect(process.listeners('exit')).toEqual(before)
})

test('the chunks pass as they are', async () => {
  const { progress } = progressOn()
  const chunks = [Buffer.from('a'), Buffer.from('bc')]
  const passed: Uint8Array[] = []
  const source = (async function* () {
    yield* chunks
  })()
  for await (const chunk of progress.counting(source)) passed.push(chunk)
  expect(passed).toEqual(chunks)
  progress.end()
})
