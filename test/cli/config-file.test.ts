import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ConfigKind, parseConfig, readConfig, unknownProfile } from '../../src/cli/config-file.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'

const parse = (text: string, kind: ConfigKind = 'user') => parseConfig('config.yaml', text, kind)

test('a config has settings, profiles, and names the one in use', () => {
  const config = parse(`
profile: work
timeout: 5s
profiles:
  work: {server: chat.example, user: modis}
  home: {server: "localhost:9000", timeout: 1m}
`)
  expect(config).toMatchObject({ profile: 'work', settings: { timeout: '5s' } })
  expect([...config.profiles]).toEqual([
    ['work', { server: 'chat.example', user: 'modis' }],
    ['home', { server: 'localhost:9000', timeout: '1m' }],
  ])
})

test.each(['', '\n', '# only a comment\n', '{}', '\ufeff', '---\n'])('%j says nothing', (text) => {
  expect(parse(text)).toMatchObject({ settings: {} })
})

test.each([
  ['sever: here', 'config.yaml:1:1: there is no setting sever; did you mean server?'],
  ['server: a\n\nxyzzy: b', 'config.yaml:3:1: there is no setting xyzzy; there are profile, server'],
  ['user: 5', 'config.yaml:1:7: user must be text: put it in quotes'],
  ['user:', 'config.yaml:1:6: user must be text'],
  ['user: two words', "config.yaml:1:7: a user's name is"],
  ['timeout: 10', 'config.yaml:1:10: timeout must be text'],
  ['timeout: 10 s', 'config.yaml:1:10: 10 s is no duration'],
  ['server: [here]', 'config.yaml:1:9: server must be text'],
  ['server: ftp://here', 'config.yaml:1:9: cannot use the server address'],
  ['- server', 'config.yaml:1:1: a config file must be keys with values'],
  ['just words', 'config.yaml:1:1: a config file must be keys with values'],
  ['server: a\n  user: b', 'config.yaml:'],
  ['server: a\nserver: b', 'config.yaml:2:1: Map keys must be unique'],
  ['server: *lost', 'config.yaml:1:9: '],
  ['password: s3cret', 'no secret stands in a config file; pychat auth login keeps it'],
  ['profiles: {work: {token: abc}}', 'config.yaml:1:19: token: no secret stands in a config file'],
  [
    'profiles:\n  work:\n    exec: rm',
    'config.yaml:3:5: there is no setting exec; there are server, user, timeout',
  ],
  ['profiles:\n  work: here', 'config.yaml:2:9: the profile work must be keys with values'],
  ['profiles: {"a b": {}}', 'cannot be the name of a profile'],
  ['__proto__: x', 'there is no setting __proto__'],
  ['constructor: x', 'there is no setting constructor'],
])('%j is told with its place', (text, message) => {
  expect(() => parse(text)).toThrow(message)
})

test('all that is wrong is told at once, and no value that may be a secret', () => {
  const error = (() => {
    try {
      return parse('sever: x\npassword: s3cret\nuser: 1\n')
    } catch (error) {
      return error as Error
    }
  })()
  expect(error).toMatchObject({ code: 'config' })
  expect((error as Error).message.split('\n')).toHaveLength(3)
  expect((error as Error).message).not.toContain('s3cret')
})

test('a file of a project has no profiles of its own, and may name one', () => {
  expect(parse('profile: work\nserver: here', 'project')).toMatchObject({ profile: 'work' })
  expect(() => parse('profiles: {}', 'project')).toThrow(
    'there is no setting profiles; did you mean profile?',
  )
})

test('a bomb of aliases is not unfolded', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)
  expect(() => parse(`a0: &a0 x\n${levels.join('\n')}`)).toThrow('there is no setting a0')
})

test("a user's own config is for nobody else, a project's is public", async () => {
  const path = join(temporaryFolder(), 'config.yaml')
  writeFileSync(path, 'server: here', { mode: 0o644 })
  await expect(readConfig(path, 'user')).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('by others'),
    hint: `chmod 600 '${path}'`,
  })
  expect(await readConfig(path, 'project')).toMatchObject({ settings: { server: 'here' } })
  chmodSync(path, 0o600)
  expect(await readConfig(path, 'user')).toMatchObject({ settings: { server: 'here' } })
})

test('a folder is no config, nor is what is huge', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'config.yaml'))
  await expect(readConfig(join(folder, 'config.yaml'), 'project')).rejects.toThrow('is no file')
  writeFileSync(join(folder, 'huge'), '#'.repeat(2_000_000))
  await expect(readConfig(join(folder, 'huge'), 'project')).rejects.toThrow('too large')
})

test('a profile that is not there is told with the one that was meant', () => {
  expect(unknownProfile('wrok', ['home', 'work']).message).toContain('did you mean work?')
  expect(unknownProfile('x', []).message).toBe('there is no profile x')
})

test('whom to trust is told by a whole path, and never by a project', () => {
  expect(parse('ca: /etc/chat.pem\nprofiles: {work: {ca: /work.pem}}')).toMatchObject({
    settings: { ca: '/etc/chat.pem' },
    profiles: new Map([['work', { ca: '/work.pem' }]]),
  })
  expect(() => parse('ca: chat.pem')).toThrow('config.yaml:1:5: ca: chat.pem is no whole path')
  expect(() => parse('ca: /etc/chat.pem', 'project')).toThrow(
    "config.yaml:1:5: a project's file does not say whom to trust",
  )
})
