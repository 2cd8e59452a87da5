/** Asks a person. Rejects with a ChatError `aborted` where the person gives up, or the signal fires. */
export interface Prompter {
  text(question: string, signal: AbortSignal): Promise<string>
  /** What is typed is not shown. */
  secret(question: string, signal: AbortSignal): Promise<string>
}
