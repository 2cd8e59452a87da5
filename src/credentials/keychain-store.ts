import { createHash } from 'node:crypto'
import {
  type Credential,
  type CredentialKey,
  type CredentialStore,
  CredentialStoreError,
  type Login,
  SilentStoreError,
} from './credential-store.js'
import { FileStore } from './file-store.js'
import type { Keychain, KeychainCall } from './keychain-process.js'
import { readCredential } from './read-credential.js'

/** How long one operation may take, in milliseconds. */
const PATIENCE = 3_000

/**
 * Keeps credentials in the system's keychain, and in a folder an index of what it holds, without the secrets: nobody
 * who reads waits for a keychain that has nothing for them. Each method takes 3 s at most, and a keychain that was silent
 * once is not asked again.
 */
export class KeychainStore implements CredentialStore {
  readonly place = 'the system keychain'
  readonly #keychain: Keychain
  readonly #index: FileStore
  readonly #patience: number
  #silence: SilentStoreError | undefined

  constructor(keychain: Keychain, indexFolder: string, patience = PATIENCE) {
    this.#keychain = keychain
    this.#index = new FileStore(indexFolder)
    this.#patience = patience
  }

  async about(key: CredentialKey): Promise<Login | undefined> {
    return this.#index.about(key)
  }

  async get(key: CredentialKey): Promise<Credential | undefined> {
    if (!(await this.#index.about(key))) return undefined
    const deadline = this.#deadline()
    const [text] = await this.#ask([['getPassword', ...entryOf(key)]], deadline)
    if (typeof text !== 'string') {
      await this.probe(deadline)
      return undefined
    }
    const credential = readCredential(text)
    if (credential?.origin === key.origin && credential.user === key.user) return credential
    throw new CredentialStoreError(
      `the keychain's entry of ${key.user} at ${key.origin} is damaged`,
      `pychat auth logout --user ${key.user} --server ${key.origin}`,
    )
  }

  async set(credential: Credential): Promise<void> {
    const text = JSON.stringify(credential)
    const entry = entryOf(credential)
    const calls = [['setPassword', ...entry, text] as const, ['getPassword', ...entry] as const]
    const [, kept] = await this.#ask(calls, this.#deadline())
    if (kept !== text) throw new CredentialStoreError('the system keychain does not keep what it is given')
    await this.#index.set({ ...credential, secret: '' })
  }

  /** Asks the keychain in any case: a `set` that was given up may have reached it without the index. */
  async remove(key: CredentialKey): Promise<boolean> {
    const isIndexed = (await this.#index.about(key).catch(() => true)) !== undefined
    const deadline = this.#deadline()
    try {
      const [removed] = await this.#ask([['deletePassword', ...entryOf(key)]], deadline)
      if (removed !== true && isIndexed) await this.probe(deadline)
      await this.#index.remove(key)
      return removed === true
    } catch (error) {
      if (isIndexed) throw error
      return false
    }
  }

  async list(origin: string): Promise<readonly Login[]> {
    return this.#index.list(origin)
  }

  /**
   * Throws unless the keychain takes and gives up an entry of no use. A locked keyring says that it holds nothing: only
   * writing tells that apart from being empty.
   */
  async probe(deadline = this.#deadline()): Promise<void> {
    const calls = [['setPassword', ...PROBE, 'probe'] as const, ['deletePassword', ...PROBE] as const]
    await this.#ask(calls, deadline)
  }

  async #ask(calls: readonly KeychainCall[], deadline: number): Promise<readonly unknown[]> {
    if (this.#silence) throw this.#silence
    try {
      return await this.#keychain(calls, deadline)
    } catch (error) {
      if (error instanceof SilentStoreError) this.#silence = error
      throw error
    }
  }

  #deadline(): number {
    return Date.now() + this.#patience
  }
}

const PROBE = ['pychat', 'is it locked?'] as const

/** The service and the account under which a keychain shows it. */
const entryOf = ({ origin, user }: CredentialKey) => [`pychat ${origin}`, accountOf(user)] as const

/** Names that differ in case alone are two users, but one account to the keychain of Windows. */
function accountOf(user: string): string {
  if (user === user.toLowerCase()) return user
  return `${user} ${createHash('sha256').update(user).digest('hex').slice(0, 8)}`
}
