import type { Clause } from '../../src/protocol/clauses.js'

/** A seeded fault of the reference server, of a kind that real servers have. It lives in tests alone. */
export interface Mutant {
  readonly name: string
  /** What is wrong, said of the server: `counts bytes instead of code points`. */
  readonly fault: string
  /** The clause that it breaks. */
  readonly clause: Clause
  readonly edits: readonly Edit[]
}

/** A change of one source file. `find` occurs there exactly once, so that no mutant rots unseen. */
export interface Edit {
  readonly file: `src/${'server' | 'protocol'}/${string}.ts`
  readonly find: string
  readonly replace: string
}
