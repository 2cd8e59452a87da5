import { readFileSync } from 'node:fs'
import type { Command } from '@oclif/core/command'
import { expect, test } from 'vitest'
import { usageOf } from '../../src/cli/usage.js'

const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'))

test.each([
  ['contact:add', 'NAME'],
  ['notif:since', '[AFTER]'],
  ['group:invite', 'CODE NAMES...'],
  ['auth:move', '--to keychain|file'],
  ['profile:add', 'NAME --server <url>'],
  ['conformance', ''],
])('%s needs "%s" and no more', (id, usage) => {
  expect(usageOf(commands[id] as Command.Cached)).toBe(usage)
})
