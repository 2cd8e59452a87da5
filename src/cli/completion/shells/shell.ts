import type { Candidate } from '../candidate.js'

/** The words before the cursor's, without the program's name, and what there is of that. */
export interface Typed {
  readonly before: readonly string[]
  readonly current: string
}

/** How one shell asks for candidates, and how it wants them. */
export interface Shell {
  /** What a person lets the shell read. It calls `pychat __complete SHELL -- …` and installs nothing. */
  readonly script: string
  /** What was typed, by what the script hands over; undefined where pychat has nothing to say. */
  read(handed: readonly string[]): Typed | undefined
  /** The lines that the script takes: of no candidate does anything get obeyed. */
  write(candidates: readonly Candidate[], handed: readonly string[]): string[] | Promise<string[]>
}
