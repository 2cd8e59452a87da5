/** Who and where a command is about, and what of it a flag said. */
export interface Wanted {
  readonly origin: string
  /** Whether a file of the project names the server: whoever wrote it must not get a secret that way. */
  readonly serverIsProject: boolean
  readonly user: string | undefined
  /** Whether the user was named by a flag, or by a profile that a flag names. */
  readonly userIsFlag: boolean
}

/** What the environment says of itself: the server and the user that its secret belongs to. */
export interface Environment {
  readonly origin: string | undefined
  readonly user: string | undefined
  readonly token: string | undefined
  readonly password: string | undefined
}

/** Enough to log in; a token knows its user by itself, and where it is only claimed to be `user`'s it may be another's. */
export type Secret =
  | { readonly kind: 'token'; readonly secret: string; readonly user?: string; readonly isClaim?: true }
  | { readonly kind: 'password'; readonly secret: string; readonly user: string }

/**
 * The secret of the environment, where it is meant for this server and this user: a flag that names another server
 * than the environment does, or another user, does not send it there; nor does a project's file, unless the
 * environment names the same server.
 */
export function environmentSecret(env: Environment, wanted: Wanted): Secret | undefined {
  if (env.origin === undefined ? wanted.serverIsProject : env.origin !== wanted.origin) return undefined
  if (wanted.userIsFlag && env.user !== undefined && env.user !== wanted.user) return undefined
  if (env.token && !(wanted.userIsFlag && env.user === undefined)) {
    return { kind: 'token', secret: env.token, ...(wanted.user && { user: wanted.user, isClaim: true }) }
  }
  if (env.password && wanted.user) return { kind: 'password', secret: env.password, user: wanted.user }
  return undefined
}
