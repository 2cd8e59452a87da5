import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { KeptLists } from '../../src/cli/completion/kept-lists.js'
import { startServer } from '../../src/server/index.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runPychat } from './run-pychat.js'
import { noTerminal, Terminal } from './terminal.js'

const built = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

const missing = (shell: string) =>
  spawnSync(shell, ['--version']).error ? `${shell} is not installed: apt-get install ${shell}` : undefined
const why = (reason: string | undefined) => (reason ? ` (skipped: ${reason})` : '')

const TEA = '$(touch pwned) `touch pwned` "x\\n \\\\:%F{1}\\'

/** A home in which pychat is on the path and completion knows names; no server is there to be asked. */
function home() {
  const folder = temporaryFolder()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'pychat'), `#!/bin/sh\nexec '${process.execPath}' '${built}' "$@"\n`)
  chmodSync(join(bin, 'pychat'), 0o755)
  writeFileSync(join(folder, 'a photo.png'), '')
  const env = {
    HOME: folder,
    PATH: `${bin}:${process.env.PATH}`,
    LANG: 'C.UTF-8',
    PYCHAT_SERVER: 'tcp://127.0.0.1:1',
    PYCHAT_USER: 'ann',
    PYCHAT_KEYCHAIN: 'off',
  }
  new KeptLists(env).write({
    ...{ origin: env.PYCHAT_SERVER, user: 'ann', asked: 0, failed: false },
    contacts: ['bob', 'budi', 'modis', '$(touch pwned)', '-rf'],
    groups: [
      { code: 'k3x9', name: TEA },
      { code: 'q7m2', name: 'Milk' },
    ],
  })
  const script = (shell: string) => execFileSync(built, ['completion', shell], { env, encoding: 'utf8' })
  const isPwned = () => existsSync(join(folder, 'pwned'))
  return { folder, env, script, isPwned }
}

/** A shell in a terminal, and what its screen shows of a line after Tab. */
async function shellIn(program: readonly string[], env: NodeJS.ProcessEnv, cwd: string) {
  const terminal = new Terminal([], { env, columns: 100, program })
  terminal.enter(`cd '${cwd}'; PS1='ready> '; clear`)
  await terminal.ends('ready>')
  return async (line: string, wanted: string, tabs = 1) => {
    terminal.press('C-u')
    terminal.type(line)
    for (let i = 0; i < tabs; i++) terminal.press('Tab')
    await terminal.when((rows) => rows.some((row) => row.includes(wanted)))
    terminal.press('C-u', 'C-l')
    await terminal.ends('ready>')
  }
}

test.skipIf(noTerminal)(`bash completes what is typed${why(noTerminal)}`, async () => {
  const { folder, env, script, isPwned } = home()
  writeFileSync(join(folder, 'rc'), script('bash'))
  const shown = await shellIn(['bash', '--noprofile', '--rcfile', join(folder, 'rc'), '-i'], env, folder)
  await shown('pychat conf', 'ready> pychat conformance')
  await shown('pychat chat send m', 'ready> pychat chat send modis')
  await shown('pychat chat send "m', 'ready> pychat chat send "modis"')
  await shown('pychat chat send b', 'bob   budi', 2)
  await shown('pychat chat send -g ', `k3x9  (${TEA})`, 2)
  await shown('pychat chat send -g k', 'ready> pychat chat send -g k3x9')
  await shown('pychat auth move --to=k', 'ready> pychat auth move --to=keychain')
  await shown('pychat file send bob a', 'ready> pychat file send bob a\\ photo.png')
  await shown('pychat auth login --password-file=a', '--password-file=a\\ photo.png')
  expect(isPwned()).toBe(false)
})

const noZsh = noTerminal ?? missing('zsh')

test.skipIf(noZsh)(`zsh completes what is typed${why(noZsh)}`, async () => {
  const { folder, env, script, isPwned } = home()
  writeFileSync(join(folder, '.zshrc'), `autoload -Uz compinit; compinit -u -D\n${script('zsh')}`)
  const shown = await shellIn(['zsh', '-i'], env, folder)
  await shown('pychat conf', 'ready> pychat conformance')
  await shown('pychat chat send m', 'ready> pychat chat send modis')
  await shown('pychat chat send -g ', `k3x9  -- ${TEA}`)
  await shown('pychat chat send -g k', 'ready> pychat chat send -g k3x9')
  await shown('pychat auth move --to=k', 'ready> pychat auth move --to=keychain')
  await shown('pychat file send bob a', 'ready> pychat file send bob a\\ photo.png')
  await shown('pychat auth login --password-file=a', '--password-file=a\\ photo.png')
  expect(isPwned()).toBe(false)
})

const noFish = missing('fish')

test.skipIf(noFish)(`fish completes what is typed${why(noFish)}`, () => {
  const { folder, env, script, isPwned } = home()
  mkdirSync(join(folder, '.config/fish/completions'), { recursive: true })
  writeFileSync(join(folder, '.config/fish/completions/pychat.fish'), script('fish'))
  const complete = (line: string) =>
    execFileSync('fish', ['-c', `complete -C '${line}'`], { env, cwd: folder, encoding: 'utf8' }).split('\n')
  expect(complete('pychat conf')).toEqual([expect.stringMatching(/^conformance\t/), ''])
  expect(complete('pychat chat send ')).toEqual(['bob', 'budi', 'modis', ''])
  expect(complete('pychat chat send -g ')).toEqual([`k3x9\t${TEA}`, 'q7m2\tMilk', ''])
  expect(complete('pychat auth move --to=k')).toEqual(['--to=keychain', ''])
  expect(complete('pychat file send bob a')).toEqual(['a photo.png', ''])
  expect(complete('pychat auth login --password-file=a')).toEqual(['--password-file=a photo.png', ''])
  expect(isPwned()).toBe(false)
})

test('names come from the server, and from what commands saw', async () => {
  const server = await startServer({ port: 0, loginThrottle: false })
  onTestFinished(() => server.close())
  const env = { HOME: temporaryFolder(), PYCHAT_SERVER: `127.0.0.1:${server.port}` }
  const world = { env, stdin: 's3cret\n' }
  for (const user of ['ann', 'bob']) await runPychat(['auth', 'register', user, '--password-stdin'], world)
  await runPychat(['auth', 'login', 'ann', '--password-stdin'], world)
  const asked = ['__complete', 'fish', '--', 'chat', 'send', '']
  // How much time is left for the server is a matter of the machine.
  expect(await runPychat(asked, { env })).toMatchObject({ stdout: 'words\n', stderr: '', exit: 0 })
  await runPychat(['contact', 'add', 'bob'], { env })
  expect(await runPychat(asked, { env })).toEqual({ stdout: 'words\nbob\n', stderr: '', exit: 0 })
})

test('whatever is broken, nothing is said and nothing fails', async () => {
  const HOME = temporaryFolder()
  writeFileSync(join(HOME, '.pychat.yaml'), 'sever: x\n')
  for (const env of [
    { HOME, PYCHAT_SERVER: 'http://x', PYCHAT_USER: 'ann' },
    { HOME: '/dev/null', XDG_CONFIG_HOME: '/dev/null', PYCHAT_USER: 'ann', PYCHAT_TOKEN: 't' },
    { HOME, PYCHAT_SERVER: '127.0.0.1:1', PYCHAT_USER: 'ann', PYCHAT_TOKEN: 't' },
    { HOME, PYCHAT_USER: 'a b' },
  ]) {
    const ran = await runPychat(['__complete', 'bash', '--', 'pychat chat send ', '', '9'], { env })
    expect(ran).toMatchObject({ stderr: '', exit: 0, stdout: expect.stringMatching(/^(words\n)?$/) })
  }
  for (const argv of [['nope'], ['bash'], ['bash', '--'], ['zsh', '--', '']]) {
    expect(await runPychat(['__complete', ...argv], { env: { HOME } })).toMatchObject({ stderr: '', exit: 0 })
  }
})
