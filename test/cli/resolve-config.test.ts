import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveConfig } from '../../src/cli/resolve-config.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

/** A folder with these files in it, and what resolves there. */
function world({ own, project }: { own?: string; project?: string } = {}) {
  const home = temporaryFolder()
  const ownPath = join(home, 'pychat', 'config.yaml')
  const projectPath = join(home, '.pychat.yaml')
  mkdirSync(join(home, 'pychat'))
  if (own !== undefined) writeFileSync(ownPath, own, { mode: 0o600 })
  if (project !== undefined) writeFileSync(projectPath, project)
  const resolve = (flags: Parameters<typeof resolveConfig>[0] = {}, env: NodeJS.ProcessEnv = {}) =>
    resolveConfig(flags, { env: { XDG_CONFIG_HOME: home, ...env }, cwd: home })
  return { ownPath, projectPath, resolve }
}

const own = `
profile: work
server: own
profiles:
  work: {server: work, user: ann, timeout: 3s}
  home: {server: home, user: bob}
`

test('without files the default counts', async () => {
  expect(await world().resolve()).toEqual({
    profile: undefined,
    server: { value: 'tcp://localhost:8000', from: 'default' },
    user: undefined,
    timeout: { value: 10_000, from: 'default' },
    ca: undefined,
  })
})

test('each place comes before the next: flag, environment, project, config, default', async () => {
  const { ownPath, projectPath, resolve } = world({ own: 'server: own', project: 'server: project' })
  const env = { PYCHAT_SERVER: 'env', PYCHAT_TIMEOUT: '2s', PYCHAT_USER: '' }
  expect(await resolve({ server: 'flag', timeout: 5 }, env)).toMatchObject({
    server: { value: 'tcp://flag:8000', from: 'flag' },
    timeout: { value: 5, from: 'flag' },
  })
  expect(await resolve({}, env)).toMatchObject({
    server: { value: 'tcp://env:8000', from: 'environment' },
    timeout: { value: 2_000, from: 'environment' },
    user: undefined,
  })
  expect((await resolve()).server).toEqual({
    value: 'tcp://project:8000',
    from: 'project-file',
    file: projectPath,
  })
  expect((await world({ own: 'server: own' }).resolve()).server).toMatchObject({ from: 'user-config' })
  expect(ownPath).toBeTruthy()
})

test('a profile counts right behind the place that names it', async () => {
  const { ownPath, resolve } = world({ own, project: 'server: project' })
  const env = { PYCHAT_SERVER: 'env' }
  const home = { value: 'tcp://home:8000', from: 'profile', file: ownPath }
  expect(await resolve({ profile: 'home' }, env)).toMatchObject({
    profile: { value: 'home', from: 'flag' },
    server: home,
    user: { value: 'bob', from: 'profile' },
  })
  expect((await resolve({}, { PYCHAT_PROFILE: 'home' })).server).toEqual(home)
  expect((await resolve({}, { ...env, PYCHAT_PROFILE: 'home' })).server.value).toBe('tcp://env:8000')
  expect((await resolve()).server.value).toBe('tcp://project:8000')
  expect((await world({ own }).resolve()).server.value).toBe('tcp://work:8000')
  expect((await world({ own, project: 'profile: home' }).resolve()).server.value).toBe('tcp://home:8000')
})

test('the user of a profile is nobody at another server', async () => {
  const { resolve } = world({ own })
  expect((await resolve({ server: 'elsewhere' })).user).toBeUndefined()
  expect((await resolve({ server: 'tcp://WORK:8000' })).user).toMatchObject({ value: 'ann' })
  expect((await resolve({ server: 'elsewhere', user: 'e\u0301ve' })).user).toEqual({
    value: '\u00e9ve',
    from: 'flag',
  })
})

test.each([
  [{ PYCHAT_SERVER: 'ftp://here' }, 'PYCHAT_SERVER: cannot use'],
  [{ PYCHAT_USER: 'two words' }, "PYCHAT_USER: a user's name"],
  [{ PYCHAT_TIMEOUT: 'soon' }, 'PYCHAT_TIMEOUT: soon is no duration'],
])('%o is told with the name of the variable', async (env, message) => {
  await expect(world().resolve({}, env)).rejects.toThrow(message)
})

test('a profile that is not there is an error wherever it is named', async () => {
  await expect(world({ own }).resolve({ profile: 'wrok' })).rejects.toThrow('did you mean work?')
  const { projectPath, resolve } = world({ project: 'profile: work' })
  await expect(resolve()).rejects.toThrow(`there is no profile work, which ${projectPath} names`)
  await expect(world().resolve({}, { PYCHAT_PROFILE: 'work' })).rejects.toMatchObject({ code: 'config' })
})

test('a current folder that is gone has no project', async () => {
  const env = { XDG_CONFIG_HOME: temporaryFolder() }
  expect((await resolveConfig({}, { env, cwd: undefined })).server.from).toBe('default')
})

test('whom to trust comes from the same places, and in a file holds at the server beside it alone', async () => {
  const { ownPath, resolve } = world({
    own: 'ca: /own.pem\nprofiles: {work: {server: "tls://work", ca: /work.pem}}',
    project: 'profile: work',
  })
  expect((await resolve({ ca: 'flag.pem' }, { PYCHAT_CA: 'env.pem' })).ca).toEqual({
    value: 'flag.pem',
    from: 'flag',
  })
  expect((await resolve({}, { PYCHAT_CA: 'env.pem' })).ca).toEqual({ value: 'env.pem', from: 'environment' })
  expect((await resolve()).ca).toEqual({ value: '/work.pem', from: 'profile', file: ownPath })
  expect((await resolve({ server: 'tls://other' })).ca).toEqual({
    value: '/own.pem',
    from: 'user-config',
    file: ownPath,
  })
})
