/** A line of a server as a profile reads it. */
export interface Reading {
  /** `event` is a line that answers nothing; `other` is neither reply nor event. */
  readonly kind: 'ok' | 'fail' | 'event' | 'other'
  readonly text: string
  /** The machine-readable cause of a `fail`. */
  readonly code?: string | undefined
  /** The machine-readable value of an `ok` or an `event`. */
  readonly value?: unknown
}

/** An account that the runner made up for one case. */
export interface Account {
  readonly name: string
  readonly password: string
}

/** What a server tells about itself: what `needs` may ask for, and numbers that scenarios refer to (`${limits.line}`). */
export interface Facts {
  readonly capabilities: ReadonlySet<string>
  readonly limits: Readonly<Record<string, number>>
}

/** What is special about one kind of server. Scenarios hold none of it. */
export interface Profile {
  readonly name: string
  /** Whether the server speaks first, one line. */
  readonly greets: boolean
  read(line: string): Reading
  register(account: Account): string
  login(account: Account): string
  /**
   * A request that changes nothing, works in any session and has one reply, before which the server has written all
   * that earlier requests caused for anyone. Without one, `quiet` can only wait a while.
   */
  readonly barrier?: string
  /** Whether a request may be sent again and again without changing anything (`poll`). */
  isSafe(line: string): boolean
  /** A request whose reply tells the facts. */
  readonly probe: string
  facts(reply: Reading): Facts
  /** What a reply names `field`, where the server's replies name it at all. */
  field(reply: Reading, field: string): string | number | undefined
  /** The line with its passwords and tokens masked. */
  mask(line: string): string
}
