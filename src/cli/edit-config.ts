import { open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Document, isMap, isScalar, parseDocument } from 'yaml'
import { makeFolder } from '../platform/make-folder.js'
import { type ConfigFile, parseConfig, readConfig } from './config-file.js'
import { exists } from './config-places.js'
import { CliError } from './errors.js'
import { localFileError } from './local-file-error.js'

const TRIES = 100
const PAUSE = 20

/**
 * Changes the user's config, comments and all, where it was sound and still is: it appears whole or not at all, and
 * processes that change it at once lose nothing of each other's. `edit` gets it as it is now.
 */
export async function editConfig(
  path: string,
  edit: (document: Document, config: ConfigFile) => void,
): Promise<void> {
  // A link to where people keep their settings stays one.
  const target = exists(path) ? await realpath(path) : path
  const lock = `${target}.lock`
  const file = await lockedFile(lock)
  try {
    const config = exists(target) ? await readConfig(target, 'user') : parseConfig(target, '', 'user')
    const document = parseDocument(exists(target) ? await readFile(target, 'utf8') : '')
    edit(document, config)
    const text = document.toString()
    parseConfig(target, text, 'user')
    await file.writeFile(text)
    await file.sync()
    await file.close()
    await rename(lock, target)
  } catch (cause) {
    await file.close().catch(() => {})
    await rm(lock, { force: true })
    throw cause instanceof CliError ? cause : localFileError('write', target, cause)
  }
}

/** Removes a setting at the top. A comment that begins the file stays: it may be about all of it. */
export function removeSetting(document: Document, name: string): void {
  const { contents } = document
  if (!isMap(contents)) return
  const [first] = contents.items
  const comment = isScalar(first?.key) && first.key.value === name ? first.key.commentBefore : undefined
  contents.delete(name)
  if (!comment) return
  const key = contents.items[0]?.key
  if (isScalar(key)) key.commentBefore = [comment, key.commentBefore].filter(Boolean).join('\n')
  else document.commentBefore = comment
}

/** The file that will take the config's place; nobody else changes the config while it is there. */
async function lockedFile(lock: string) {
  try {
    makeFolder(dirname(lock))
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await open(lock, 'wx', 0o600)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        await sleep(PAUSE)
      }
    }
  } catch (cause) {
    throw localFileError('write', lock, cause)
  }
  throw new CliError('config', `another pychat is changing the config: ${lock} is there`, {
    hint: `rm '${lock}', if none is running`,
  })
}
