import type { CredentialKey } from '../../credentials/credential-store.js'
import { digest } from '../../credentials/digest.js'
import { boolean, fits, type Infer, integer, list, optional, record, string } from '../../protocol/shape.js'
import { CacheFolder } from '../cache-folder.js'

const shape = record({
  origin: string,
  user: string,
  /** When the server was last asked for them, in milliseconds since 1970. */
  asked: integer,
  /** Whether it did not answer then. */
  failed: boolean,
  /** The login that it refused, by when that was. */
  refused: optional(string),
  contacts: list(string),
  groups: list(record({ code: string, name: string })),
})

/** What is known of one user's contacts and groups. */
export type Kept = Infer<typeof shape>

/** What is known of the contacts and groups of the users of this machine, for completion: files, one a server and user. */
export class KeptLists {
  readonly #folder: CacheFolder

  constructor(env: NodeJS.ProcessEnv) {
    this.#folder = new CacheFolder('completion', env)
  }

  /** Whether anybody ever completed a name here: who does not is spared the files. */
  get isUsed(): boolean {
    return this.#folder.exists
  }

  /** What is known of a user; nothing where it was damaged. */
  read(key: CredentialKey): Kept {
    const kept = parse(this.#folder.read(fileOf(key))?.toString())
    const isTheirs = kept?.origin === key.origin && kept.user === key.user
    return isTheirs ? kept : { ...key, asked: 0, failed: false, contacts: [], groups: [] }
  }

  write(kept: Kept): void {
    this.#folder.write(fileOf(kept), JSON.stringify(kept))
  }
}

const fileOf = ({ origin, user }: CredentialKey) => `${digest(origin)}-${digest(user)}.json`

function parse(text = ''): Kept | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return fits(shape, value) ? value : undefined
  } catch {
    return undefined
  }
}
