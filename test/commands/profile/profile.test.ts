import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import Login from '../../../src/commands/auth/login.js'
import ContactGet from '../../../src/commands/contact/get.js'
import Add from '../../../src/commands/profile/add.js'
import List from '../../../src/commands/profile/list.js'
import Remove from '../../../src/commands/profile/remove.js'
import Show from '../../../src/commands/profile/show.js'
import Use from '../../../src/commands/profile/use.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { stateWith, token } from '../logged-in.js'

/** One home for several commands. */
function home() {
  const folder = temporaryFolder()
  const world = { env: { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder }, cwd: folder }
  const run = (command: unknown, ...argv: string[]) => runCommand(command, argv, world)
  const json = async (command: unknown, ...argv: string[]) =>
    JSON.parse((await run(command, ...argv, '--json')).stdout)
  return { folder, world, run, json }
}

test('profiles are added, listed, used, shown and removed', async () => {
  const { run, json } = home()
  expect(
    await run(Add, 'work', '--server', 'Chat.Example', '--user', 'ann', '--timeout', '5s'),
  ).toMatchObject({
    stdout: 'Added the profile work.\n',
    exit: 0,
  })
  expect((await run(Add, 'home', '--server', 'localhost')).exit).toBe(0)
  expect((await run(Use, 'work')).exit).toBe(0)
  expect((await run(List)).stdout).toBe(
    'work\ttcp://chat.example:8000\tann\t5s\ttrue\nhome\ttcp://localhost:8000\t\t\tfalse\n',
  )
  expect(await json(Show)).toMatchObject({
    profile: { value: 'work', from: 'user-config' },
    server: { value: 'tcp://chat.example:8000', from: 'profile' },
    user: { value: 'ann', from: 'profile' },
    timeout: { value: 5_000, from: 'profile' },
  })
  expect(await json(Show, 'home')).toMatchObject({ profile: { value: 'home', from: 'flag' }, user: null })
  expect((await run(Show)).stdout).toContain('timeout\t5s\tprofile\t')
  expect((await run(Remove, 'work')).stderr).toContain('none is from now on')
  expect(await json(List)).toEqual([{ name: 'home', server: 'tcp://localhost:8000', inUse: false }])
  expect((await run(Remove, 'home')).exit).toBe(0)
  expect(await json(Show)).toMatchObject({ profile: null, server: { from: 'default' } })
})

test('none is in use after --none, also where none was', async () => {
  const { run, json } = home()
  expect((await run(Use, '--none')).exit).toBe(0)
  await run(Add, 'work', '--server', 'here')
  await run(Use, 'work')
  expect(await json(Use, '--none')).toEqual({ profile: null })
  expect(await json(Show)).toMatchObject({ profile: null })
})

test('a profile is not replaced unless that is said', async () => {
  const { run, json } = home()
  await run(Add, 'work', '--server', 'here')
  expect(await run(Add, 'work', '--server', 'there')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('--force'),
  })
  expect((await run(Add, 'work', '--server', 'there', '--force')).exit).toBe(0)
  expect(await json(List)).toMatchObject([{ server: 'tcp://there:8000' }])
})

test.each([
  ['a bad name', Add, ['../x', '--server', 'here']],
  ['no server', Add, ['work']],
  ['a bad server', Add, ['work', '--server', 'ftp://x']],
  ['a bad user', Add, ['work', '--server', 'here', '--user', 'a b']],
  ['a bad timeout', Add, ['work', '--server', 'here', '--timeout', 'soon']],
  ['a password', Add, ['work', '--server', 'here', '--password', 'x']],
  ['an unknown profile to use', Use, ['work']],
  ['nothing to use', Use, []],
  ['both a name and none', Use, ['work', '--none']],
  ['an unknown profile to remove', Remove, ['work']],
  ['an unknown profile to show', Show, ['work']],
])('%s is exit 2', async (_, command, argv) => {
  expect(await home().run(command, ...argv)).toMatchObject({ exit: 2, stdout: '' })
})

test('commands go where the profile says, and a broken config is told before anything is sent', async () => {
  const { folder, run } = home()
  const origin = await answer(() => 'success []')
  await run(Add, 'work', '--server', origin)
  const offline = await run(ContactGet, '--profile', 'work')
  expect(offline).toMatchObject({ exit: 4, stderr: expect.stringContaining(origin) })
  expect(await run(ContactGet, '--profile', 'wrok')).toMatchObject({
    exit: 2,
    stderr: 'pychat: there is no profile wrok; did you mean work?\n  try: pychat profile list\n',
  })
  writeFileSync(join(folder, '.pychat.yaml'), 'sever: x\n')
  expect(await run(ContactGet)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('.pychat.yaml:1:1: there is no setting sever; did you mean server?'),
  })
})

test('the server of a project gets no secret that was not meant for it', async () => {
  const { folder, world } = home()
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return 'success []'
  })
  writeFileSync(join(folder, '.pychat.yaml'), `server: ${origin}\n`)
  const env = { ...world.env, PYCHAT_TOKEN: 't', PYCHAT_USER: 'ann', PYCHAT_PASSWORD: 'p' }
  const ran = await runCommand(ContactGet, [], { ...world, env })
  expect(ran).toMatchObject({ exit: 4, stderr: expect.stringContaining('unless PYCHAT_SERVER names it too') })
  expect((await runCommand(Login, ['ann'], { ...world, env })).exit).toBe(7)
  const { asked } = await runCommand(Login, ['ann'], { ...world, env, answers: ['x'] })
  expect(asked).toEqual([`Password of ann at ${origin}`])
  expect(sent.join()).not.toMatch(/AUTH-RESUME|AUTH-LOGIN ann p/)
  const named = await runCommand(ContactGet, [], { ...world, env: { ...env, PYCHAT_SERVER: origin } })
  expect(named.exit).toBe(0)
  const XDG_STATE_HOME = await stateWith({ origin, user: 'ann', kind: 'token', secret: token })
  expect((await runCommand(ContactGet, [], { ...world, env: { ...world.env, XDG_STATE_HOME } })).exit).toBe(0)
})
