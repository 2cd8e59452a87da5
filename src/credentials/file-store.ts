import { randomBytes } from 'node:crypto'
import { constants, readdirSync, readFileSync, statSync } from 'node:fs'
import { chmod, open, rename, rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { homeFolder } from '../platform/home-folder.js'
import { makeFolder } from '../platform/make-folder.js'
import {
  type Credential,
  type CredentialKey,
  type CredentialStore,
  CredentialStoreError,
  lastFirst,
} from './credential-store.js'
import { digest } from './digest.js'
import { readCredential } from './read-credential.js'

/** More bytes than a credential ever has. */
const LARGEST = 65_536

/**
 * Keeps each credential in a file of its own that only its owner may read, so that processes which log in at once
 * never write the same file. A file appears whole or not at all.
 */
export class FileStore implements CredentialStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  get place(): string {
    return `files under ${this.#folder}`
  }

  async get(key: CredentialKey): Promise<Credential | undefined> {
    return this.#read(fileName(key))
  }

  about(key: CredentialKey): Promise<Credential | undefined> {
    return this.get(key)
  }

  async set(credential: Credential): Promise<void> {
    await this.get(credential)
    const temporary = this.#path(`.${randomBytes(8).toString('hex')}`)
    try {
      makeFolder(this.#folder)
      await chmod(this.#folder, 0o700)
      await writeDurably(temporary, `${JSON.stringify(credential)}\n`)
      await rename(temporary, this.#path(fileName(credential)))
      await syncFolder(this.#folder)
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => {})
      throw unusable(
        'cannot be written',
        this.#folder,
        cause,
        'set XDG_STATE_HOME to a folder that you may write to',
      )
    }
  }

  async remove(key: CredentialKey): Promise<boolean> {
    try {
      await rm(this.#path(fileName(key)))
    } catch (cause) {
      if (isMissing(cause)) return false
      throw unusable('cannot be removed', this.#path(fileName(key)), cause)
    }
    await syncFolder(this.#folder)
    return true
  }

  async list(origin: string): Promise<readonly Credential[]> {
    const names = await this.#names()
    const found = await Promise.all(
      names.filter((name) => name.startsWith(`${digest(origin)}-`)).map((name) => this.#read(name)),
    )
    return found.filter((credential) => credential !== undefined).sort(lastFirst)
  }

  // A few small files: a thread for each would take longer, and shows in the start of every command.
  async #names(): Promise<string[]> {
    try {
      return readdirSync(this.#folder)
    } catch (cause) {
      if (isMissing(cause)) return []
      throw unusable('cannot be read', this.#folder, cause)
    }
  }

  async #read(name: string): Promise<Credential | undefined> {
    const path = this.#path(name)
    let text: string
    try {
      check(path)
      text = readFileSync(path, 'utf8')
    } catch (cause) {
      if (isMissing(cause)) return undefined
      throw cause instanceof CredentialStoreError ? cause : unusable('cannot be read', path, cause)
    }
    const value = readCredential(text)
    if (!value) throw damaged(path, 'it is not what was written there')
    // Whoever moves files about must not send a secret to another server.
    if (fileName(value) !== name) throw damaged(path, 'it is of another user or server')
    return value
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }
}

/** Throws where others may have read what is there, or have put it there, and for what is no file at all. */
function check(path: string): void {
  const facts = statSync(path)
  if (!facts.isFile() || facts.size > LARGEST) throw damaged(path, 'it is no file of this store')
  const self = process.geteuid?.()
  if (self === undefined) return
  if (facts.mode & 0o077) {
    const words = `the credential at ${path} can be read or written by others; it is for you alone`
    throw new CredentialStoreError(words, `chmod 600 '${path}'`)
  }
  if (self !== 0 && facts.uid !== self) throw damaged(path, 'it belongs to somebody else')
}

/** The folder of a user's stores: state, not settings, since people share their settings in public. */
export function stateFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return join(stateHome(env, platform), 'pychat')
}

function stateHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = env
  if (XDG_STATE_HOME && isAbsolute(XDG_STATE_HOME)) return XDG_STATE_HOME
  if (platform === 'win32' && LOCALAPPDATA) return LOCALAPPDATA
  return join(homeFolder(env), '.local', 'state')
}

/** Two hashes: names and addresses may hold what a file's name may not, and differ in case alone. */
const fileName = ({ origin, user }: CredentialKey) => `${digest(origin)}-${digest(user)}.json`

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a rename or a removal durable, where the system lets a folder be synced. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, constants.O_RDONLY)
    await folder.sync().finally(() => folder.close())
  } catch {}
}

const isMissing = (cause: unknown) => (cause as NodeJS.ErrnoException).code === 'ENOENT'

const unusable = (what: string, path: string, cause: unknown, hint?: string) =>
  new CredentialStoreError(`the credentials at ${path} ${what}: ${(cause as Error).message}`, hint, {
    cause,
  })

const damaged = (path: string, why: string) =>
  new CredentialStoreError(`the credential at ${path} is damaged: ${why}`, `rm '${path}' and log in again`)
