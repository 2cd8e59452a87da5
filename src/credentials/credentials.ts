import {
  type Credential,
  type CredentialKey,
  type CredentialStore,
  CredentialStoreError,
  type Login,
  lastFirst,
} from './credential-store.js'

/** A credential, and the store that it is in. */
export interface Held {
  readonly credential: Credential
  readonly place: string
}

/** Where a credential was put, and why not into the better place. */
export interface Kept {
  readonly place: string
  readonly missed?: CredentialStoreError
}

/** The stores of this machine, by their names. */
export interface Stores {
  readonly keychain: CredentialStore
  readonly file: CredentialStore
}

export type StoreName = keyof Stores

/**
 * The keychain, and the files for where it cannot be used, as one store. Where both hold something of a key (the
 * keychain was locked at the last login, a move was cut short) the later login counts, and the keychain at a draw.
 * A credential that is already kept is never given up for one that may not be.
 */
export class Credentials implements CredentialStore {
  readonly place = 'the system keychain or files'
  readonly #stores: Stores

  constructor(stores: Stores) {
    this.#stores = stores
  }

  async get(key: CredentialKey): Promise<Credential | undefined> {
    return (await this.find(key))?.credential
  }

  /** What `get` finds, and where. */
  async find(key: CredentialKey): Promise<Held | undefined> {
    let failure: unknown
    for (const { store } of await this.#holders(key)) {
      try {
        const credential = await store.get(key)
        if (credential) return { credential, place: store.place }
      } catch (error) {
        failure ??= error
      }
    }
    if (failure) throw failure
    return undefined
  }

  async about(key: CredentialKey): Promise<Login | undefined> {
    return (await this.#holders(key))[0]?.login
  }

  async set(credential: Credential): Promise<void> {
    await this.keep(credential)
  }

  /** Does what `set` does, and tells where: in the keychain, else in a file. */
  async keep(credential: Credential): Promise<Kept> {
    const { keychain, file } = this.#stores
    try {
      await keychain.set(credential)
    } catch (error) {
      if (!(error instanceof CredentialStoreError)) throw error
      await file.set(credential)
      return { place: file.place, missed: error }
    }
    await file.remove(credential)
    return { place: keychain.place }
  }

  /** Removes from both, as far as each lets it; throws where one does not. */
  async remove(key: CredentialKey): Promise<boolean> {
    const { keychain, file } = this.#stores
    const removals = await Promise.allSettled([keychain.remove(key), file.remove(key)])
    for (const removal of removals) {
      if (removal.status === 'rejected') throw removal.reason
    }
    return removals.some((removal) => removal.status === 'fulfilled' && removal.value)
  }

  async list(origin: string): Promise<readonly Login[]> {
    const { keychain, file } = this.#stores
    const all = await Promise.all([keychain.list(origin), file.list(origin)])
    return all
      .flat()
      .sort(lastFirst)
      .filter(({ user }, i, sorted) => sorted.findIndex((other) => other.user === user) === i)
  }

  /**
   * Every copy that there is of a key, and why there may be more: after a login without the keychain, its older one
   * can be another token.
   */
  async copies(key: CredentialKey): Promise<{ credentials: readonly Credential[]; failure: unknown }> {
    const holders = await this.#holders(key)
    const found = await Promise.allSettled(holders.map(({ store }) => store.get(key)))
    return {
      credentials: found.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : [])),
      failure: found.find((one) => one.status === 'rejected')?.reason,
    }
  }

  /**
   * Moves what counts into the store named, and removes the other copy once the new one was read back. False where it
   * was there already; undefined where there is nothing to move.
   */
  async move(key: CredentialKey, to: StoreName): Promise<boolean | undefined> {
    const held = await this.find(key)
    if (!held) return undefined
    const target = this.#stores[to]
    const source = this.#stores[to === 'file' ? 'keychain' : 'file']
    const isThere = held.place === target.place
    if (!isThere) {
      await target.set(held.credential)
      const copy = await target.get(key)
      if (copy?.secret !== held.credential.secret) {
        throw new CredentialStoreError(
          `${target.place} did not keep the credential; it stays in ${held.place}`,
        )
      }
    }
    await source.remove(key)
    return !isThere
  }

  /** Who holds something of a key, the one that counts first. */
  async #holders(key: CredentialKey): Promise<{ store: CredentialStore; login: Login }[]> {
    const { keychain, file } = this.#stores
    const found = await Promise.all(
      [keychain, file].map(async (store) => ({ store, login: await store.about(key) })),
    )
    return found
      .flatMap(({ store, login }) => (login ? [{ store, login }] : []))
      .sort((a, b) => lastFirst(a.login, b.login))
  }
}
