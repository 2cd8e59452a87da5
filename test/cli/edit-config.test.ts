import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { editConfig, removeSetting } from '../../src/cli/edit-config.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

function configWith(text?: string) {
  const path = join(temporaryFolder(), 'pychat', 'config.yaml')
  if (text !== undefined) {
    mkdirSync(dirname(path))
    writeFileSync(path, text, { mode: 0o600 })
  }
  return { path, read: () => readFileSync(path, 'utf8'), beside: () => readdirSync(dirname(path)) }
}

test('the first change makes the file, for its owner alone', async () => {
  const { path, read, beside } = configWith()
  await editConfig(path, (document) => document.set('server', 'here'))
  expect(read()).toBe('server: here\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  expect(beside()).toEqual(['config.yaml'])
})

test('comments and what is not changed stay', async () => {
  const { path, read } = configWith('# mine\nserver: here # at home\nuser: ann\n')
  await editConfig(path, (document) => document.set('user', 'bob'))
  expect(read()).toBe('# mine\nserver: here # at home\nuser: bob\n')
})

test('a comment that begins the file outlives the setting below it', async () => {
  const { path, read } = configWith('# all of it\n\n# where\nserver: here # at home\n# who\nuser: ann\n')
  await editConfig(path, (document) => removeSetting(document, 'server'))
  expect(read()).toBe('# all of it\n\n# where\n# who\nuser: ann\n')
  await editConfig(path, (document) => removeSetting(document, 'user'))
  expect(read()).toContain('# all of it\n')
})

test.each([
  ['a config that is broken', 'server: [', () => {}],
  [
    'a change that fails',
    'server: here\n',
    () => {
      throw new Error('no')
    },
  ],
  [
    'a change that breaks it',
    'server: here\n',
    (document: { set(key: string, value: string): void }) => document.set('nope', 'x'),
  ],
])('%s leaves the file as it was and nothing beside it', async (_, text, edit) => {
  const { path, read, beside } = configWith(text)
  await expect(editConfig(path, edit)).rejects.toThrow()
  expect(read()).toBe(text)
  expect(beside()).toEqual(['config.yaml'])
})

test('who changes it at once loses nothing of each other', async () => {
  const { path, read } = configWith()
  const names = Array.from({ length: 20 }, (_, i) => `p${i}`)
  await Promise.all(
    names.map((name) => editConfig(path, (document) => document.setIn(['profiles', name, 'server'], 'here'))),
  )
  for (const name of names) expect(read()).toContain(`${name}:`)
})

test('a link to a config elsewhere stays a link', async () => {
  const { path, read } = configWith('server: here\n')
  const link = join(temporaryFolder(), 'config.yaml')
  symlinkSync(path, link)
  await editConfig(link, (document) => document.set('server', 'there'))
  expect(read()).toBe('server: there\n')
})

test('a lock that somebody left is told with what to do', async () => {
  const { path } = configWith('server: here\n')
  writeFileSync(`${path}.lock`, '')
  await expect(editConfig(path, () => {})).rejects.toMatchObject({
    code: 'config',
    hint: expect.stringContaining(`rm '${path}.lock'`),
  })
})
