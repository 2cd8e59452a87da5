import { expect, test } from 'vitest'
import { verbCommand } from '../../src/cli/verb-command.js'
import ContactAdd from '../../src/commands/contact/add.js'
import ContactDelete from '../../src/commands/contact/delete.js'
import ContactGet from '../../src/commands/contact/get.js'
import GroupCreate from '../../src/commands/group/create.js'
import GroupExit from '../../src/commands/group/exit.js'
import GroupGet from '../../src/commands/group/get.js'
import GroupInvite from '../../src/commands/group/invite.js'
import GroupJoin from '../../src/commands/group/join.js'
import GroupMembers from '../../src/commands/group/members.js'
import NotifGet from '../../src/commands/notif/get.js'
import NotifSince from '../../src/commands/notif/since.js'
import { runLoggedIn } from '../commands/logged-in.js'

const message = { id: '7', from: 'bob', text: 'hi', at: '2026-11-22T21:04:05.678Z' }

const cases = [
  {
    command: ContactAdd,
    argv: ['bob'],
    line: 'CONTACT-ADD bob',
    value: { name: 'bob' },
    shown: 'Added bob to your contacts.\n',
  },
  {
    command: ContactDelete,
    argv: ['bob'],
    line: 'CONTACT-DELETE bob',
    value: { name: 'bob' },
    shown: 'Removed bob from your contacts.\n',
  },
  {
    command: ContactGet,
    argv: [],
    line: 'CONTACT-GET',
    value: [
      { name: 'bob', online: true },
      { name: 'eve', online: false },
    ],
    shown: 'bob\ttrue\neve\tfalse\n',
  },
  {
    command: GroupCreate,
    argv: ['Jalan pagi'],
    line: 'GROUP-CREATE Jalan pagi',
    value: { code: 'k3', name: 'Jalan pagi' },
    shown: 'Created Jalan pagi. Its code, with which others join: k3\n',
  },
  {
    command: GroupGet,
    argv: [],
    line: 'GROUP-GET',
    value: [{ code: 'k3', name: 'Jalan pagi', role: 'admin', members: 2, unread: 1 }],
    shown: 'k3\tJalan pagi\tadmin\t2\t1\n',
  },
  {
    command: GroupJoin,
    argv: ['k3'],
    line: 'GROUP-JOIN k3',
    value: { code: 'k3', name: 'Jalan pagi' },
    shown: 'Joined Jalan pagi.\n',
  },
  {
    command: GroupExit,
    argv: ['k3'],
    line: 'GROUP-EXIT k3',
    value: { code: 'k3', name: 'Jalan pagi' },
    shown: 'Left Jalan pagi.\n',
  },
  {
    command: GroupMembers,
    argv: ['k3'],
    line: 'GROUP-MEMBERS k3',
    value: [{ name: 'ann', role: 'admin', online: true }],
    shown: 'ann\tadmin\ttrue\n',
  },
  {
    command: GroupInvite,
    argv: ['k3', 'bob', 'eve', '--', 'bob'],
    line: 'GROUP-INVITE k3 bob eve bob',
    value: { added: ['bob', 'eve'], rejected: [] },
    shown: 'Added bob.\nAdded eve.\n',
  },
  {
    command: NotifGet,
    argv: [],
    line: 'NOTIF-GET',
    value: [message],
    shown: '2026-11-22T21:04:05.678Z\tbob\thi\n',
  },
  {
    command: NotifSince,
    argv: [],
    line: 'NOTIF-SINCE - 500',
    value: [message],
    shown: '2026-11-22T21:04:05.678Z\tbob\thi\n',
  },
  {
    command: NotifSince,
    argv: ['7', '--limit', '20'],
    line: 'NOTIF-SINCE 7 20',
    value: [],
    shown: '',
  },
]

test.each(cases)('$argv asks $line and shows the value', async ({ command, argv, line, value, shown }) => {
  const reply = () => `success ${JSON.stringify(value)}`
  expect(await runLoggedIn(command, argv, reply)).toMatchObject({
    sent: [line],
    stdout: shown,
    stderr: '',
    exit: 0,
  })
})

test.each(cases)('$argv with --json asks $line and writes the exact value', async (row) => {
  const reply = () => `success ${JSON.stringify(row.value)}`
  const { stdout, exit } = await runLoggedIn(row.command, ['--json', ...row.argv], reply)
  expect({ stdout, exit }).toEqual({ stdout: `${JSON.stringify(row.value)}\n`, exit: 0 })
})

test.each(cases)('$argv of a server with words of its own shows them, escaped', async ({ command, argv }) => {
  const reply = () => 'success Berhasil \u202eya'
  expect((await runLoggedIn(command, argv, reply)).stdout).toBe('Berhasil \\u{202e}ya\n')
  const json = await runLoggedIn(command, ['--json', ...argv], reply)
  expect(JSON.parse(json.stdout)).toEqual({ text: 'Berhasil \u202eya' })
})

test.each(cases)(
  '$argv that is refused exits 1 with the cause and an empty stdout',
  async ({ command, argv }) => {
    const reply = () => 'failed busy: too many connections'
    expect(await runLoggedIn(command, ['--json', ...argv], reply)).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining(
        '"code":"busy","exit":1,"message":"too many connections","definite":true',
      ),
      exit: 1,
    })
  },
)

test('names that could not be added are told and make the exit code 1', async () => {
  const value = { added: ['bob'], rejected: [{ name: 'zed', code: 'unknown-user' }] }
  const ran = await runLoggedIn(GroupInvite, ['k3', 'bob', 'zed'], () => `success ${JSON.stringify(value)}`)
  expect(ran).toMatchObject({
    stdout: 'Added bob.\n',
    stderr: 'zed was not added: there is no such user\n',
    exit: 1,
  })
})

test('what a server says of others is shown, never obeyed', async () => {
  const value = [{ name: '\u001b[2Jbob', online: true }]
  const ran = await runLoggedIn(ContactGet, [], () => `success ${JSON.stringify(value)}`)
  expect(ran.stdout).toBe('\\u{1b}[2Jbob\ttrue\n')
})

test.each([
  { argv: [], why: 'too few' },
  { argv: ['bob', 'eve'], why: 'too many' },
  { argv: ['bob', '--colour'], why: 'an unknown flag' },
  { argv: ['b ob'], why: 'a name that is none' },
  { argv: ['bob\nAUTH-LOGOUT'], why: 'a second request' },
  { argv: ['bob', '--timeout', 'soon'], why: 'no duration' },
])('$why exits 2 with nothing sent', async ({ argv }) => {
  const ran = await runLoggedIn(ContactAdd, ['--json', ...argv], () => 'success')
  expect(ran).toMatchObject({ sent: [], stdout: '', exit: 2 })
  expect(JSON.parse(ran.stderr).error).toMatchObject({
    code: 'usage',
    message: expect.not.stringContaining('\n'),
  })
})

test('the help of a command comes from its row', () => {
  expect(GroupInvite.summary).toBe('Add users to a group that you administer')
  expect(Object.keys(GroupInvite.args)).toEqual(['code', 'names'])
  expect(GroupCreate.examples).toEqual(["<%= config.bin %> <%= command.id %> 'Jalan pagi'"])
})

test('only a text over the usual limit costs the question for the server’s own', async () => {
  const info = {
    server: 'x',
    protocol: 1,
    limits: { argument: 200, line: 65_536, file: 1, batch: 500 },
    extensions: [],
  }
  const reply = (line: string) =>
    line === 'SERVER-INFO' ? `success ${JSON.stringify(info)}` : 'success {"code":"k3","name":"x"}'
  const fits = await runLoggedIn(GroupCreate, ['x'.repeat(150)], reply)
  expect(fits).toMatchObject({ sent: ['SERVER-INFO', `GROUP-CREATE ${'x'.repeat(150)}`], exit: 0 })
  const over = await runLoggedIn(GroupCreate, ['x'.repeat(201)], reply)
  expect(over).toMatchObject({ sent: ['SERVER-INFO'], exit: 2, stderr: expect.stringMatching(/201 .* 200/) })
  const silent = await runLoggedIn(GroupCreate, ['x'.repeat(101)], () => 'failed apa?')
  expect(silent).toMatchObject({
    sent: ['SERVER-INFO'],
    exit: 2,
    stderr: expect.stringMatching(/101 .* 100/),
  })
})

test('a verb without a session is asked without a login', async () => {
  const Info = verbCommand('SERVER-INFO', { render: async () => {} })
  expect((await runLoggedIn(Info, [], () => 'success 1')).sent).toEqual(['SERVER-INFO'])
})
