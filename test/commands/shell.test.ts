import { expect, test } from 'vitest'
import Shell from '../../src/commands/shell.js'
import { runCommand } from '../cli/run-command.js'

test('the menus want a terminal: without one the exit code is 7, and nothing is asked', async () => {
  const { exit, stdout, stderr, asked } = await runCommand(Shell, [])
  expect({ exit, stdout, asked }).toEqual({ exit: 7, stdout: '', asked: [] })
  expect(stderr).toContain('the menus need a terminal')
})
