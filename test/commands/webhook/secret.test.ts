import { expect, test } from 'vitest'
import { parseSecrets } from '../../../src/cli/webhook/signature.js'
import Secret from '../../../src/commands/webhook/secret.js'
import { runCommand } from '../../cli/run-command.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

test('a URL has one secret, which is made at first, shown again, followed by another and removed', async () => {
  const env = { XDG_STATE_HOME: temporaryFolder() }
  const run = async (...argv: string[]) => {
    const { stdout, exit } = await runCommand(Secret, argv, { env })
    expect(exit).toBe(0)
    return stdout.trim()
  }
  const first = await run('https://hooks.example/a')
  expect(parseSecrets(first, 'stdout')).toMatchObject([{ length: 32 }])
  expect(await run('https://hooks.example/a')).toBe(first)
  expect(await run('https://hooks.example/b')).not.toBe(first)
  const next = await run('https://hooks.example/a', '--rotate')
  expect(next).not.toBe(first)
  expect(JSON.parse(await run('https://hooks.example/a', '--json'))).toEqual({ secret: next })
  expect(await run('https://hooks.example/a', '--remove')).toContain('Removed')
  expect(await run('https://hooks.example/a', '--remove')).toContain('no secret')
  expect(await run('https://hooks.example/a')).not.toBe(next)
})

test('where it is kept in a file a warning says so', async () => {
  const ran = await runCommand(Secret, ['https://hooks.example/a'])
  expect(ran.stderr).toContain('readable by you alone')
})
