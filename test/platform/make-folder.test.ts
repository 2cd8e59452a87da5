import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../src/platform/make-folder.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

test('a folder and those above it are made, for their owner alone', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'c')
  expect(makeFolder(path)).toBe(true)
  for (const made of [path, join(path, '..'), join(path, '..', '..')]) {
    expect(statSync(made).mode & 0o777).toBe(0o700)
  }
})

test('a folder that is there, or a link to one, is left as it is', () => {
  const there = temporaryFolder()
  const mode = statSync(there).mode
  const link = join(temporaryFolder(), 'link')
  symlinkSync(there, link)
  expect([makeFolder(there), makeFolder(`${there}/`), makeFolder(link), makeFolder('/')]).toEqual(
    Array(4).fill(false),
  )
  expect(statSync(there).mode).toBe(mode)
})

test('what is no folder is told in the system’s words', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow('EEXIST')
  expect(() => makeFolder(join(file, 'below'))).toThrow('ENOTDIR')
  expect(() => makeFolder('')).toThrow('ENOENT')
})

test.runIf(process.platform === 'linux')('below /proc, where nothing can be made, it fails at once', () => {
  expect(() => makeFolder('/proc/x')).toThrow('ENOENT')
  expect(() => makeFolder('/proc/x/y/z')).toThrow('ENOENT')
})
