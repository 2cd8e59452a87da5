/** Whose credential, and at which server: it is sent nowhere else. */
export interface CredentialKey {
  /** `tcp://host:port`, as written by `originOf`. */
  readonly origin: string
  readonly user: string
}

/** What opens a session: a token (AUTH-RESUME), or the password itself where a server issues no tokens. */
export interface Credential extends CredentialKey {
  readonly kind: 'token' | 'password'
  readonly secret: string
  /** When the token ends, RFC 3339. */
  readonly expires?: string
  /** When the user logged in, RFC 3339: the last one at an origin is its default user. */
  readonly since: string
}

/**
 * Keeps credentials on this machine. Several processes may use one store at once and lose nothing of each other's;
 * what cannot be read is never overwritten. Every method may throw a CredentialStoreError.
 */
export interface CredentialStore {
  /** Where it keeps them, in words for a person. */
  readonly place: string
  get(key: CredentialKey): Promise<Credential | undefined>
  /** Adds or replaces; when it resolves the credential is durable. */
  set(credential: Credential): Promise<void>
  /** Removes; false where there was none. */
  remove(key: CredentialKey): Promise<boolean>
  /** All of one origin, the last login first. */
  list(origin: string): Promise<readonly Credential[]>
}

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
