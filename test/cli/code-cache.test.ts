import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CodeCache } from '../../src/cli/code-cache.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const code = Buffer.from('compiled')

/** A cache with something in it. */
function filled() {
  const home = temporaryFolder()
  const env = { XDG_CACHE_HOME: home }
  const cache = new CodeCache('bundle', env, 'linux')
  cache.write('raw', code)
  const [version = ''] = readdirSync(join(home, 'pychat'))
  const folder = join(home, 'pychat', version)
  return { home, env, cache, folder, file: join(folder, 'raw') }
}

test('what was kept is found by its name, and is for its owner alone', () => {
  const { cache, folder, file } = filled()
  expect(cache.read('raw')).toEqual(code)
  expect(cache.read('chat-send')).toBeUndefined()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['raw'])
})

test('code of another bundle is not found', () => {
  const { env } = filled()
  expect(new CodeCache('other', env, 'linux').read('raw')).toBeUndefined()
})

test.each<{ damage: string; by: (file: string) => void }>([
  { damage: 'a cut', by: (file) => truncateSync(file, 10) },
  { damage: 'an odd cut', by: (file) => truncateSync(file, 11) },
  { damage: 'more behind it', by: (file) => appendFileSync(file, 'xx') },
  {
    damage: 'a flipped bit',
    by: (file) => {
      const bytes = readFileSync(file)
      bytes[3]! ^= 1
      writeFileSync(file, bytes)
    },
  },
])('$damage is seen, and repaired by the next write', ({ by }) => {
  const { cache, file } = filled()
  by(file)
  expect(cache.read('raw')).toBeUndefined()
  cache.write('raw', code)
  expect(cache.read('raw')).toEqual(code)
})

test.each<{ what: string; by: (paths: { file: string; folder: string }) => void }>([
  { what: 'a file that others may write', by: ({ file }) => chmodSync(file, 0o622) },
  { what: 'a folder that others may write', by: ({ folder }) => chmodSync(folder, 0o777) },
  {
    what: 'a link',
    by: ({ file }) => {
      renameSync(file, `${file}-moved`)
      symlinkSync(`${file}-moved`, file)
    },
  },
  {
    what: 'a folder behind a link',
    by: ({ folder }) => {
      renameSync(folder, `${folder}-moved`)
      symlinkSync(`${folder}-moved`, folder)
    },
  },
])('$what is not trusted', ({ by }) => {
  const { cache, file, folder } = filled()
  by({ file, folder })
  expect(cache.read('raw')).toBeUndefined()
})

test.skipIf(process.geteuid?.() !== 0)("another user's home is neither read nor written", () => {
  const { home, cache, folder, file } = filled()
  chownSync(file, 12345, 12345)
  expect(cache.read('raw')).toBeUndefined()
  chownSync(folder, 12345, 12345)
  cache.write('info', code)
  expect(readdirSync(folder)).toEqual(['raw'])
  const theirs = join(home, 'theirs')
  mkdirSync(theirs)
  chownSync(theirs, 12345, 12345)
  new CodeCache('bundle', { HOME: theirs }, 'linux').write('raw', code)
  expect(readdirSync(theirs)).toEqual([])
})

test('where nothing can be kept nothing fails', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  const cache = new CodeCache('bundle', { XDG_CACHE_HOME: file }, 'linux')
  cache.write('raw', code)
  expect(cache.read('raw')).toBeUndefined()
})

test('what a version left behind a month ago goes when another one comes', () => {
  const { env, folder } = filled()
  const monthAgo = new Date(Date.now() - 31 * 24 * 3_600_000)
  utimesSync(folder, monthAgo, monthAgo)
  new CodeCache('next', env, 'linux').write('raw', code)
  expect(existsSync(folder)).toBe(false)
})
