import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KeptLists } from '../../../src/cli/completion/kept-lists.js'
import {
  examineCompletion,
  examineKeychain,
  examineNode,
  examineTerminal,
} from '../../../src/cli/doctor/machine.js'
import { Output } from '../../../src/cli/output.js'
import { CredentialStoreError } from '../../../src/credentials/credential-store.js'
import { MemoryKeychain } from '../../credentials/memory-keychain.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

test.each([
  ['20.19.0', 'ok'],
  ['22.0.0', 'ok'],
  ['20.18.9', 'warn'],
  ['18.20.0', 'warn'],
])('Node %s is %s', (version, status) => {
  expect(examineNode(version)).toMatchObject({ status })
})

const terminal = (env: NodeJS.ProcessEnv, isTTY = true) => {
  const sink = { write: () => {}, isTTY, columns: 42 }
  return examineTerminal({ out: new Output({ stdout: sink, stderr: sink, env }), env })
}

test('a terminal says how wide it is, and a locale that shows no letters is warned of', () => {
  expect(terminal({ LANG: 'C.UTF-8' })).toMatchObject({ status: 'ok', found: '42 columns, colours, UTF-8' })
  expect(terminal({ LANG: 'de_DE.utf8', NO_COLOR: '1' }).found).toBe('42 columns, no colours, UTF-8')
  expect(terminal({ LANG: 'C.UTF-8', LC_ALL: 'POSIX' })).toMatchObject({
    status: 'warn',
    next: 'export LANG=C.UTF-8',
  })
  expect(terminal({}, false)).toMatchObject({ status: 'ok' })
})

test('a keychain that takes and gives is all right, and nothing stays in it', async () => {
  const env = { XDG_STATE_HOME: temporaryFolder() }
  const { ask, entries } = new MemoryKeychain()
  expect(await examineKeychain({ env, keychain: ask })).toMatchObject({ status: 'ok' })
  expect(entries.size).toBe(0)
  const locked = () => Promise.reject(new CredentialStoreError('it is locked', 'unlock it'))
  expect(await examineKeychain({ env, keychain: locked })).toMatchObject({
    status: 'warn',
    next: 'unlock it',
  })
  expect(await examineKeychain({ env: { ...env, PYCHAT_KEYCHAIN: 'off' }, keychain: locked })).toMatchObject({
    status: 'skip',
  })
})

test('completion is found in what the shell reads, or by its use', () => {
  const HOME = temporaryFolder()
  const env = { HOME, SHELL: '/bin/bash' }
  expect(examineCompletion({ env: { HOME, SHELL: '/bin/tcsh' } })).toMatchObject({ status: 'skip' })
  expect(examineCompletion({ env: { HOME } })).toMatchObject({ status: 'skip' })
  expect(examineCompletion({ env })).toMatchObject({ status: 'warn', next: 'pychat completion --help' })
  writeFileSync(join(HOME, '.bashrc'), 'source <(pychat completion bash)\n')
  expect(examineCompletion({ env })).toMatchObject({ status: 'ok' })
  const used = { HOME: temporaryFolder(), SHELL: '/usr/bin/zsh' }
  const lists = new KeptLists(used)
  lists.write(lists.read({ origin: 'tcp://x:1', user: 'ann' }))
  expect(examineCompletion({ env: used })).toMatchObject({ status: 'ok', found: 'in use' })
})
