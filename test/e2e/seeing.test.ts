import { expect, test } from 'vitest'
import { temporaryFolder } from '../cli/run-command.js'
import { noTerminal, Terminal } from './terminal.js'

test.skipIf(noTerminal)('help fits terminals of 20 and 40 columns, and words stay whole', async () => {
  for (const columns of [20, 40]) {
    const env = { HOME: temporaryFolder() }
    const terminal = new Terminal(['chat', 'history', '--help'], { env, columns, rows: 150 })
    const screen = (await terminal.when((rows) => rows.some((row) => row === 'exit 0'))).join('\n')
    expect(screen.replace(/\s+/g, ' ')).toContain('Read back in a conversation, newest first USAGE $ pychat')
    expect(screen.replace(/\s+/g, ' ')).toContain('only what is older than the message with this id')
  }
})
