import { CredentialStoreError } from '../../src/credentials/credential-store.js'
import type { Keychain, KeychainCall } from '../../src/credentials/keychain-process.js'

/** A keychain in memory that does what keytar does, and what a locked keyring does where it is locked. */
export class MemoryKeychain {
  readonly entries = new Map<string, string>()
  isLocked = false
  /** How often it was opened. */
  asked = 0

  readonly ask: Keychain = async (calls) => {
    this.asked++
    return calls.map(([method, service, account, text = '']) =>
      this.#do(method, `${service}/${account}`, text),
    )
  }

  #do(method: KeychainCall[0], entry: string, text: string): unknown {
    switch (method) {
      case 'getPassword':
        return this.isLocked ? null : (this.entries.get(entry) ?? null)
      case 'deletePassword':
        return !this.isLocked && this.entries.delete(entry)
      case 'setPassword':
        if (this.isLocked) throw new CredentialStoreError('Cannot create an item in a locked collection')
        this.entries.set(entry, text)
        return null
    }
  }
}
