/**
 * The server's limits: each has a flag of `pychat serve` and a line in docs/server.md, both made from this table.
 * `unit` says what the number counts; a duration is in milliseconds.
 */
export const limits = {
  maxArgument: { default: 100, unit: 'characters', says: 'the longest argument (LINE-4)' },
  maxFile: { default: 25 * 1024 ** 2, unit: 'bytes', says: 'the largest file' },
  quota: { default: 1024 ** 3, unit: 'bytes', says: 'what the files of one account may take together' },
  maxConnections: { default: 16_384, unit: 'connections', says: 'connections at once' },
  maxConnectionsPerAddress: {
    default: 4096,
    unit: 'connections',
    says: 'connections at once from one address',
  },
  loginTimeout: {
    default: 120_000,
    unit: 'duration',
    says: 'how long a connection may stay without a session',
  },
  handshakeTimeout: { default: 10_000, unit: 'duration', says: 'how long a TLS handshake may take' },
  sessionTimeout: {
    default: 120_000,
    unit: 'duration',
    says: 'how long a session over HTTP lasts without a request or an event stream',
  },
  lineTimeout: { default: 30_000, unit: 'duration', says: 'how long a line may take to arrive whole' },
  transferTimeout: {
    default: 60_000,
    unit: 'duration',
    says: 'how long a transfer of a file may stand still',
  },
  maxUnread: {
    default: 256 * 1024,
    unit: 'bytes',
    says: 'what a client may leave unread before it is paused',
  },
  maxPasswordQueue: {
    default: 4096,
    unit: 'requests',
    says: 'password checks that may wait; further ones get busy',
  },
  maxTokens: { default: 64, unit: 'tokens', says: 'tokens of one account; a further one ends the oldest' },
  tokenLifetime: { default: 90 * 24 * 3600_000, unit: 'duration', says: 'how long a token lasts' },
} as const satisfies Record<string, Limit>

interface Limit {
  readonly default: number
  readonly unit: 'characters' | 'bytes' | 'connections' | 'duration' | 'requests' | 'tokens'
  readonly says: string
}

export type LimitName = keyof typeof limits
export type Limits = { readonly [L in LimitName]: number }

/** scrypt's N: 32 MiB and some 80 ms a password with r = 8, p = 1. */
export const PASSWORD_COST = 2 ** 15

/** What `startServer` takes; all has a default. */
export interface ServerOptions {
  /** 8000; 0 is a free one. */
  port?: number
  /** 127.0.0.1: loopback unless told otherwise. */
  host?: string
  /** A port for the same inside TLS (TLS-1), 8443 unless given and 0 for a free one, at `host` unless given. */
  tls?: (Certificate & { port?: number | undefined; host?: string | undefined }) | undefined
  /** The data directory; made where it is missing. Without it all is kept in memory and goes with the server. */
  data?: string | undefined
  /** Answers HTTP too (HTTP-1). */
  http?: HttpOptions | undefined
  limits?: Partial<Limits>
  /** Off for load tests: wrong passwords are not counted (AUTH-7). */
  loginThrottle?: boolean
  /** scrypt's N, a power of two, PASSWORD_COST unless given; lower it for tests alone. */
  passwordCost?: number
  /** Where log lines go; nowhere unless given. */
  log?: Log
}

/** A certificate, with those that lead to its authority behind it, and its key; both PEM. */
export interface Certificate {
  cert: string | Buffer
  key: string | Buffer
}

/** How HTTP is answered: at a port in clear, at one inside TLS, or at both; 0 is a free one. */
export interface HttpOptions {
  port?: number | undefined
  /** With the certificate and at the host of `tls`, which must be given too. */
  securePort?: number | undefined
  /** Origins whose pages may ask too (CORS); none unless given. */
  origins?: readonly string[] | undefined
  /** Proxies whose word is taken on where a request comes from (X-Forwarded-For): IP addresses, CIDR ranges, `loopback`; none unless given. */
  trustProxy?: readonly string[] | undefined
  /** How long a connection may stay without a byte either way, in milliseconds: 5 minutes unless given; lower it for tests alone. */
  idleTimeout?: number | undefined
}

/** A structured log: facts, then what happened. Facts hold no secrets and no text of messages. */
export interface Log {
  info(facts: object, text: string): void
  warn(facts: object, text: string): void
  error(facts: object, text: string): void
}

export const silent: Log = { info() {}, warn() {}, error() {} }

/** All limits, the given ones over the defaults. */
export function withDefaults(given: Partial<Limits> = {}): Limits {
  const names = Object.keys(limits) as LimitName[]
  return Object.fromEntries(
    names.map((name) => [name, given[name] ?? limits[name].default]),
  ) as unknown as Limits
}
