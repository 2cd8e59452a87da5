/** A server that the runner may start and end. Each method resolves when it is done, and throws an Error with words for people. */
export interface RunningServer {
  readonly url: URL
  /** Resolves when the process is gone, however it went, with what became of it and its last words on stderr. A new one each start. */
  readonly ended: Promise<string>
  /** Starts it again, at the same address and over the same data. Only after it has ended. */
  start(): Promise<void>
  /** Asks it to end, and waits until it has; kills it where it does not. */
  stop(): Promise<void>
  /** Ends it at once, with no chance to tidy up. */
  kill(): Promise<void>
  /** Ends it where it runs, and removes its data. Never throws. */
  dispose(): Promise<void>
}

/** Starts a server over no data, ready when this resolves. */
export interface Launch {
  (signal: AbortSignal): Promise<RunningServer>
  /** Whether only one can run at a time, as where its port is fixed. */
  readonly isSingle?: boolean
}
