import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { poll } from './poll.js'

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pychat-test-'))
  onTestFinished(async () => {
    // Whatever is just ending may still write to it, as a shell does its history.
    const remove = () => rm(folder, { recursive: true, force: true }).catch((error: Error) => error)
    await poll(remove, (error) => error === undefined, 5000)
  })
  return folder
}
