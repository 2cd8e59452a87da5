/**
 * A connection to a server as bytes: what the client, and whoever wants to see the raw wire, stands on. Each scheme of
 * addresses is an implementation of this contract.
 */
export interface Transport {
  /**
   * What arrives, in order. Ends when the peer has ended its side, or after `close` and `reset`; throws a ChatError
   * `disconnected` when the connection breaks. To be iterated once. Not reading it holds the peer back.
   */
  readonly received: AsyncIterable<Buffer>
  /**
   * Sends bytes (a string as UTF-8). Resolves when more may be sent without piling up in memory; rejects with a
   * ChatError `disconnected` where they cannot be sent any more.
   */
  send(bytes: string | Uint8Array): Promise<void>
  /** Ends our side: the peer sees all that was sent and then the end (LINE-11). What it still sends arrives. */
  end(): void
  /** Ends both sides; what was not yet sent or read is dropped. */
  close(): void
  /** Breaks the connection, so that the peer sees a reset. */
  reset(): void
  /** Set where there is no stream of bytes below: the server sees what was asked, and not how it was sent (HTTP-1). */
  readonly translation?: Translation
}

/** What whoever tests servers has to know of a connection that is none: what on it is not the server's doing. */
export interface Translation {
  /** Why a line was answered on this side, where one was. */
  readonly unsaid: string | undefined
  /** Whether what is sent now are a file's bytes, which arrive as they are. */
  readonly isUploading: boolean
}

/** Whose certificates a client trusts, where the way to the server is encrypted. */
export interface TlsOptions {
  /** Certificates of further authorities, PEM, beside the system's; of a self-signed server its own. */
  readonly ca?: string | Buffer | undefined
  /** Trusts whoever answers: only against a server of one's own, on a network of one's own. */
  readonly insecure?: boolean | undefined
}

export interface OpenOptions {
  /** In milliseconds. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  readonly tls?: TlsOptions | undefined
}

/**
 * Opens a connection, or rejects with a ChatError: `unreachable`, `untrusted`, or `aborted` by the signal.
 * Both `timeout` and `signal` bound the connecting alone; over HTTP the `timeout` bounds, too, how long a request is made
 * again and again.
 */
export type OpenTransport = (url: URL, options: OpenOptions) => Promise<Transport>
