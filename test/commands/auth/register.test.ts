import { expect, test } from 'vitest'
import Register from '../../../src/commands/auth/register.js'
import { runCommand } from '../../cli/run-command.js'
import { answer } from '../../client/scripted-server.js'

async function openServer() {
  const sent: string[] = []
  const origin = await answer((line) => {
    sent.push(line)
    return 'success {"user":"ann"}'
  })
  return { sent, env: { PYCHAT_SERVER: origin } }
}

test('the account is made and the next command named', async () => {
  const { sent, env } = await openServer()
  const ran = await runCommand(Register, ['ann', '--password-stdin'], { env, stdin: 's3cret\n' })
  expect(sent).toEqual(['AUTH-REGISTER ann s3cret s3cret'])
  expect(ran).toMatchObject({
    stdout: 'Made the account ann.\n',
    stderr: `Log in with: pychat auth login ann --server ${env.PYCHAT_SERVER}\n`,
    exit: 0,
  })
})

test('a person is asked twice', async () => {
  const { sent, env } = await openServer()
  const ran = await runCommand(Register, ['ann'], { env, answers: ['s3cret', 's3cret'] })
  expect(ran.asked).toEqual(['Password for ann', 'The same again'])
  expect(sent).toEqual(['AUTH-REGISTER ann s3cret s3cret'])
})

test('two different answers send nothing', async () => {
  const { sent, env } = await openServer()
  const ran = await runCommand(Register, ['ann'], { env, answers: ['s3cret', 'secret'] })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.stringContaining('differ') })
  expect(sent).toEqual([])
})

test('a password that no line could carry is refused and not repeated', async () => {
  const { sent, env } = await openServer()
  const ran = await runCommand(Register, ['ann', '--password-stdin'], { env, stdin: 'two w0rds\n' })
  expect(ran).toMatchObject({ exit: 2, stderr: expect.not.stringContaining('w0rds') })
  expect(sent).toEqual([])
})
