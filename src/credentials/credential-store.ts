/** Whose credential, and at which server: it is sent nowhere else. */
export interface CredentialKey {
  /** `tcp://host:port`, as written by `originOf`. */
  readonly origin: string
  readonly user: string
}

/** What is known of a credential without its secret. */
export interface Login extends CredentialKey {
  readonly kind: 'token' | 'password'
  /** When the token ends, RFC 3339. */
  readonly expires?: string
  /** When the user logged in, RFC 3339: the last one at an origin is its default user. */
  readonly since: string
}

/** What opens a session: a token (AUTH-RESUME), or the password itself where a server issues no tokens. */
export interface Credential extends Login {
  readonly secret: string
}

/**
 * Keeps credentials on this machine. Several processes may use one store at once and lose nothing of each other's;
 * what cannot be read is never overwritten. Every method may throw a CredentialStoreError.
 */
export interface CredentialStore {
  /** Where it keeps them, in words for a person. */
  readonly place: string
  get(key: CredentialKey): Promise<Credential | undefined>
  /** What it holds of a key, told without opening what guards the secret. */
  about(key: CredentialKey): Promise<Login | undefined>
  /** Adds or replaces; when it resolves the credential is durable. */
  set(credential: Credential): Promise<void>
  /** Removes; false where there was none. */
  remove(key: CredentialKey): Promise<boolean>
  /** All of one origin, the last login first, told without opening what guards the secrets. */
  list(origin: string): Promise<readonly Login[]>
}

/** The last login first. */
export const lastFirst = (a: Login, b: Login): number => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0)

/** The store cannot be read or written; `hint` is what to do about it. */
export class CredentialStoreError extends Error {
  override readonly name = 'CredentialStoreError'

  constructor(
    message: string,
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The store did not answer in time. */
export class SilentStoreError extends CredentialStoreError {}
