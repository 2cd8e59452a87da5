/** How a run measures. */
export interface Settings {
  /** How often each server has its turn. */
  readonly rounds: number
  /** In milliseconds. */
  readonly warmUp: number
  readonly measure: number
  /** Runs of each command. */
  readonly starts: number
  /** Idle connections. */
  readonly idle: readonly number[]
  /** Where the reference server's processor profiles go. */
  readonly profile: string | undefined
  /** Tells what is being done. */
  note(text: string): void
}

export const thorough = { rounds: 5, warmUp: 500, measure: 2000, starts: 41, idle: [1000, 10_000] }
export const quick = { rounds: 1, warmUp: 500, measure: 1000, starts: 5, idle: [1000] }
