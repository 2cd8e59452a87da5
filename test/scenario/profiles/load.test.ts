import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LoadedProfile, loadProfile, parseProfile } from '../../../src/scenario/profiles/load.js'
import { formatProblem } from '../../../src/scenario/source.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

const head = 'pychat: 1\nprofile: mine\n'

/** What is wrong with a profile, as `line:column: message`. */
function wrong(text: string): string[] {
  const read = parseProfile('p.yaml', head + text)
  return Array.isArray(read) ? read.map((problem) => formatProblem(problem).replace('p.yaml:', '')) : []
}

function right(text: string): LoadedProfile {
  const read = parseProfile('p.yaml', head + text)
  if (Array.isArray(read)) throw new Error(read.map(formatProblem).join('\n'))
  return read
}

test('a name is enough: all else is as the protocol has it', () => {
  const { profile, address, launch } = right('')
  expect(profile).toMatchObject({ name: 'mine', protocol: 'py-chat', greets: true, lineEnd: '\n', known: [] })
  expect([address, launch]).toEqual([undefined, undefined])
})

test('a server has an address, or is started', () => {
  const found = right('server: tcp://localhost:7000')
  expect(found.address?.href).toBe('tcp://localhost:7000')
  expect(found.launch).toBeUndefined()
  const started = right(`start: {command: [serve, '\${port}']}`)
  expect(started.launch).toBeTypeOf('function')
  expect(started.address).toBeUndefined()
  expect(right('server: tcp://127.0.0.1:8000\nstart: {command: [serve, 8000]}').launch).toBeTypeOf('function')
})

test.each([
  ['a key that there is not', 'sever: x', '3:1: sever: unknown key; known here: pychat, profile,'],
  ['a key below another', 'start: {comand: [x]}', '3:9: comand: unknown key; known here: command, cwd,'],
  ['a name that is none', 'protocol: IRC 2', '3:11: expected a word such as my-server'],
  ['an address of another kind', 'server: ftp://localhost', '3:9: expected an address such as tcp://'],
  ['an address with a path', 'server: tcp://localhost:1/x', '3:9: expected an address such as tcp://'],
  ['an address without a host', "server: 'tcp://:80'", '3:9: expected an address such as tcp://'],
  ['a port of nobody', `server: 'tcp://localhost:\${port}'`, `3:9: \${port} is chosen only with start`],
  ['a shell command', 'start: {command: ./serve $PORT}', '3:18: expected the command and its arguments as a'],
  ['a command that is empty', 'start: {command: []}', '3:18: name the command'],
  ['no command', 'start: {}', '3:8: command is missing'],
  [
    'a server that cannot know its port',
    'start:\n  command: [serve]',
    `4:12: nothing tells the server its port: put \${port} into`,
  ],
  [
    'a name that there is not',
    `start: {command: ['\${prot}']}`,
    `3:19: \${prot} is not known here; known are \${port}, \${folder}, \${here}, \${node}, \${package}`,
  ],
  [
    'a file outside the folder',
    `start: {command: ['\${port}'], files: {../x: y}}`,
    '3:39: expected the plain name of a file',
  ],
  [
    'two signs that it is ready',
    `start: {command: ['\${port}'], ready: {line: /x/, connect: true}}`,
    '3:38: expected one of line and connect',
  ],
  ['an unknown signal', `start: {command: ['\${port}'], stop: {signal: SIGPING}}`, '3:46: '],
  [
    'a duration without a unit',
    `start: {command: ['\${port}'], stop: {within: 5}}`,
    '3:46: expected a duration',
  ],
  ['an expression that does not compile', "replies: {ok: ['/(/']}", '3:16: this regular expression does not'],
  ['a text for an expression', 'replies: {ok: [OK]}', '3:16: expected a regular expression between slashes'],
  ['a name in a reply', `replies: {ok: ['/hi \${name}/']}`, `3:16: \${name} is not known here; no name is`],
  ['an exchange without lines', 'login: {until: ok}', '3:8: send is missing'],
  ['an exchange of two lines in one', 'login: {send: "a\\nb"}', '3:15: one line; its end is added'],
  ['an exchange that is true', 'register: true', '3:11: expected false, or a map'],
  ['an exchange with a wrong end', 'register: {send: a, until: yes}', '3:28: expected ok, or a regular'],
  [
    'a barrier with a wrong key',
    'barrier: {send: a, until: ok}',
    '3:20: until: unknown key; known here: send, reply',
  ],
  ['a probe of its own', 'probe: INFO', '3:8: '],
  ['a mask of nothing', 'mask: [/PASS .*/]', '3:8: a named group says what is masked'],
  ['one account for all', `account: {name: '\${actor}'}`, '3:17: two accounts would have this name'],
  ['accounts of another run', `account: {name: 'a\${number}'}`, '3:17: another run would make the same name'],
  [
    'a known failure of no clause',
    'known: [{id: a.b, clause: CHAT-99, reason: later}]',
    '3:27: expected the id of a clause, such as CHAT-1',
  ],
  ['a known failure without a reason', 'known: [{id: a.b, clause: CHAT-1}]', '3:9: reason is missing'],
  [
    'a protocol of which nothing is known',
    'protocol: irc',
    '3:11: nothing is known here of irc: login is missing',
  ],
  ['a tab', '\tstart: {}', '3:1: '],
  ['the same key twice', 'end: lf\nend: crlf', '4:1: Map keys must be unique'],
])('%s is told with its place', (_, text, message) => {
  expect(wrong(text).join('\n')).toContain(message)
})

test('another version, and no profile at all, are told', () => {
  const messages = (text: string) => {
    const read = parseProfile('p.yaml', text)
    return Array.isArray(read) ? read.map(formatProblem) : []
  }
  expect(messages('pychat: 2\nprofile: a')).toEqual(['p.yaml:1:9: expected 1, the version of the format'])
  expect(messages('[]')[0]).toMatch(/^p\.yaml:1:1: expected a map of pychat, profile/)
  expect(messages('')[0]).toMatch(/^p\.yaml:1:1: expected a map of pychat, profile/)
})

test('a protocol that is not known says how to log in and how to read it', () => {
  expect(wrong('protocol: irc\nreplies: {ok: [/OK/]}')).toEqual([
    '3:11: nothing is known here of irc: login is missing',
  ])
  expect(wrong('protocol: irc\nlogin: {send: HI}')).toEqual([
    '3:11: nothing is known here of irc: replies is missing',
  ])
  const known = 'known: [{id: a.b, clause: RFC2812-3, reason: later}]'
  expect(wrong(`protocol: irc\nlogin: {send: HI}\nreplies: {ok: [/OK/]}\n${known}`)).toEqual([])
})

test('a started server may have accounts that another run has too', () => {
  expect(wrong(`account: {name: 'a\${number}'}\nstart: {command: ['\${port}']}`)).toEqual([])
})

test('a file that cannot be read is a problem, never an exception', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'p.yaml')
  const problemOf = async () => {
    const read = await loadProfile(path)
    return Array.isArray(read) ? read.map(({ message }) => message) : []
  }
  expect(await problemOf()).toEqual(['cannot be read: there is no such file'])
  writeFileSync(path, Buffer.from([0xff, 0xfe]))
  expect(await problemOf()).toEqual(['cannot be read: it is not UTF-8'])
  writeFileSync(path, `# ${'x'.repeat(2_000_000)}`)
  expect((await problemOf())[0]).toContain('cannot be read: larger than 1048576 bytes')
  writeFileSync(path, 'pychat: 1\nprofile: mine\nserver: tcp://localhost')
  expect(await problemOf()).toEqual([])
  mkdirSync(join(folder, 'd'))
  expect(await loadProfile(join(folder, 'd'))).toMatchObject([{ message: 'cannot be read: not a file' }])
})
