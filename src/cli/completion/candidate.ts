/** A word that may stand at the cursor, and what it is. */
export interface Candidate {
  readonly word: string
  readonly description?: string
}
