import { join } from 'node:path'
import { CredentialStoreError } from '../credentials/credential-store.js'
import { Credentials } from '../credentials/credentials.js'
import { FileStore, stateFolder } from '../credentials/file-store.js'
import type { Keychain } from '../credentials/keychain-process.js'
import { KeychainStore } from '../credentials/keychain-store.js'
import type { CommandIo } from './command-io.js'
import { variables } from './config.js'

/** The stores of this user; nothing is opened or loaded before it is needed. */
export function openCredentials({ env, keychain }: Pick<CommandIo, 'env' | 'keychain'>): Credentials {
  const folder = stateFolder(env)
  return new Credentials({
    keychain: new KeychainStore(env[variables.keychain] === 'off' ? off : keychain, join(folder, 'keychain')),
    file: new FileStore(join(folder, 'credentials')),
  })
}

const off: Keychain = async () => {
  throw new CredentialStoreError(
    `the system keychain is switched off by ${variables.keychain}`,
    `unset ${variables.keychain}`,
  )
}
