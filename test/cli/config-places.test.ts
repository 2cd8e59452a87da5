import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exists, projectConfigPath, userConfigPath } from '../../src/cli/config-places.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

test.each([
  [{ XDG_CONFIG_HOME: '/config', HOME: '/home/ann' }, 'linux', '/config/pychat/config.yaml'],
  [{ XDG_CONFIG_HOME: 'relative', HOME: '/home/ann' }, 'linux', '/home/ann/.config/pychat/config.yaml'],
  [{ APPDATA: '/roaming', HOME: '/home/ann' }, 'win32', '/roaming/pychat/config.yaml'],
] as const)('with %o on %s the config is %s', (env, platform, path) => {
  expect(userConfigPath(env, platform)).toBe(path)
})

test("a project's file is found in the folder and above it, the nearest first", () => {
  const top = temporaryFolder()
  const deep = join(top, 'a', 'b', 'c')
  mkdirSync(deep, { recursive: true })
  expect(projectConfigPath(deep)).toBeUndefined()
  writeFileSync(join(top, '.pychat.yaml'), '')
  expect(projectConfigPath(deep)).toBe(join(top, '.pychat.yaml'))
  writeFileSync(join(top, 'a', '.pychat.yaml'), '')
  expect(projectConfigPath(deep)).toBe(join(top, 'a', '.pychat.yaml'))
  expect(projectConfigPath(top)).toBe(join(top, '.pychat.yaml'))
  expect(projectConfigPath(undefined)).toBeUndefined()
})

test('what cannot be looked at is not there', () => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, '')
  expect(exists(join(path, 'below'))).toBe(false)
})
