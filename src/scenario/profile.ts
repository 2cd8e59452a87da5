/** A line of a server as a profile reads it. */
export interface Reading {
  /**
   * `event` is a line that answers nothing; `other` is neither reply nor event; `noise` is a line that scenarios never
   * see, such as a banner.
   */
  readonly kind: 'ok' | 'fail' | 'event' | 'other' | 'noise'
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

/** Lines to send, and which of the lines that come ends the matter. */
export interface Exchange {
  readonly lines: readonly string[]
  /** Of what comes, all up to this is taken. */
  ends(reading: Reading, line: string): boolean
}

/** A rule that a server is known to break. */
export interface KnownFailure {
  /** A scenario's id, or a case's. */
  readonly id: string
  /** The clause that is broken; the scenario cites it. */
  readonly clause: string
  readonly reason: string
}

/** What is special about one kind of server. Scenarios hold none of it. */
export interface Profile {
  readonly name: string
  /** What it speaks: a scenario runs only where its own `protocol` is the same. */
  readonly protocol: string
  /** Whether each request has exactly one reply, in order. */
  readonly answersEach?: boolean
  readonly lineEnd: '\n' | '\r\n'
  /** Whether the server speaks first, one line. */
  readonly greets: boolean
  read(line: string): Reading
  /** The name of an account that no other case, run or person has. `run` is random, `number` counts. */
  accountName(actor: string, run: string, number: number): string
  /** How an account is made, on a connection of its own; without it, logging in needs no account. */
  readonly register?: (account: Account) => Exchange
  readonly login: (account: Account) => Exchange
  /**
   * A request that changes nothing, works in any session and has one reply, before which the server has written all
   * that earlier requests caused for anyone. Without one, `quiet` can only wait a while.
   */
  readonly barrier?: Exchange
  /** Whether a request may be sent again and again without changing anything (`poll`). */
  isSafe(line: string): boolean
  /** A request whose reply tells the facts; without it they are told by no one. */
  readonly probe?: Exchange
  facts(reply: Reading | undefined): Facts
  /** What a reply names `field`, where the server's replies name it at all. */
  field(reply: Reading, field: string): string | number | undefined
  /** The line with its passwords and tokens masked. */
  mask(line: string): string
  readonly known: readonly KnownFailure[]
}
