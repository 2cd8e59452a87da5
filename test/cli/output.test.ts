import { mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Output, OutputError, toJson } from '../../src/cli/output.js'

const streams = () => ({ stdout: new PassThrough(), stderr: new PassThrough() })

test('data goes to stdout and talk to stderr', async () => {
  const { stdout, stderr } = streams()
  const out = new Output({ stdout, stderr })
  await out.line('data')
  await out.json({ a: [1] })
  out.note('talk')
  expect(String(stdout.read())).toBe('data\n{"a":[1]}\n')
  expect(String(stderr.read())).toBe('talk\n')
})

test('a write resolves only when the system has taken it', async () => {
  let taken: (() => void) | undefined
  const stdout = { write: (_: unknown, done: () => void) => (taken = done) }
  const out = new Output({ stdout, stderr: new PassThrough() })
  let resolved = false
  const written = out.write('x').then(() => (resolved = true))
  await new Promise(setImmediate)
  expect(resolved).toBe(false)
  taken?.()
  await written
})

test('a write that fails rejects with the reason, and so does all that follows', async () => {
  const stdout = {
    write: (_: unknown, done: (error: Error) => void) =>
      done(Object.assign(new Error('write'), { code: 'ENOSPC' })),
  }
  const out = new Output({ stdout, stderr: new PassThrough() })
  await expect(out.line('x')).rejects.toThrow('the disk is full')
  await expect(out.line('x')).rejects.toBeInstanceOf(OutputError)
  await expect(out.delivered()).rejects.toMatchObject({ code: 'ENOSPC' })
})

test('a stream destroyed by its reader is a broken pipe', async () => {
  const { stdout, stderr } = streams()
  const out = new Output({ stdout, stderr })
  stdout.destroy()
  await expect(out.line('x')).rejects.toMatchObject({ code: 'EPIPE' })
})

test('closed stderr disturbs nothing', async () => {
  const { stdout, stderr } = streams()
  const out = new Output({ stdout, stderr })
  stderr.destroy(new Error('gone'))
  out.note('talk')
  await out.line('x')
})

test('what was written to a file is delivered once it is on the disk', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'output-')), 'out')
  const fd = openSync(path, 'w')
  const out = new Output({ ...streams(), fd })
  await out.delivered()
  expect(readFileSync(path, 'utf8')).toBe('')
})

test.runIf(process.platform === 'linux')('stdout closed from the start delivers nothing', async () => {
  const out = new Output({ ...streams(), fd: openSync('/dev/null', 'r+') })
  await expect(out.delivered()).rejects.toMatchObject({ code: 'EBADF' })
  await new Output({ ...streams(), fd: openSync('/dev/null', 'w') }).delivered()
})

test('NO_COLOR wins over FORCE_COLOR, which wins over the terminal', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 20 })
  const out = (env: NodeJS.ProcessEnv, stdout = terminal) => new Output({ stdout, stderr: terminal, env })
  expect(out({}).colour).toBe(true)
  expect(out({ TERM: 'dumb' }).colour).toBe(false)
  expect(out({ NO_COLOR: '1', FORCE_COLOR: '1' }).colour).toBe(false)
  expect(new Output({ ...streams(), env: { FORCE_COLOR: '1' } }).colour).toBe(true)
  expect(new Output({ ...streams(), env: {} }).colour).toBe(false)
  expect(out({}).columns).toBe(20)
  expect(new Output(streams()).columns).toBe(Number.POSITIVE_INFINITY)
})

test('JSON is compact, and no terminal obeys it', () => {
  const value = { text: '\u001b[2J\u009b2J\u202e\u2028é😀\u{e0041}' }
  expect(toJson(value)).toBe('{"text":"\\u001b[2J\\u009b2J\\u202e\\u2028é😀\\udb40\\udc41"}')
  expect(JSON.parse(toJson(value))).toEqual(value)
})
