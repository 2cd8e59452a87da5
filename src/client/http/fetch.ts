/** What is read of an answer: as much of a `Response` as is needed here. */
export interface WebResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null
}

/** A `fetch`: that of undici, or another one in its place. */
export type Fetch = (
  url: URL,
  init: {
    readonly method: string
    readonly headers: Record<string, string>
    readonly body?: string | AsyncIterable<Uint8Array> | null
    /** Set where the body is sent piece by piece. */
    readonly duplex?: 'half'
    readonly redirect: 'manual' | 'error'
    readonly window?: null
    readonly signal: AbortSignal
  },
) => Promise<WebResponse>

/** A `fetch` with connections of its own. */
export interface Web {
  readonly fetch: Fetch
  /** The environment names a proxy, which may be between. */
  readonly hasProxy: boolean
  /** Ends the connections, whatever still goes over them. */
  close(): Promise<void>
}
