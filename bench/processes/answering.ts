/**
 * The child's side of a Child: answers the parent's questions, one at a time, until the parent lets go of it or dies.
 */
export function answering<Question>(answer: (question: Question) => unknown): void {
  process.on('message', async (question: Question) => {
    try {
      process.send?.({ value: await answer(question) })
    } catch (error) {
      process.send?.({ error: (error as Error).message })
    }
  })
  process.on('disconnect', () => process.exit())
  // Ctrl-C reaches the whole group of processes; the parent ends this one in its own way.
  process.on('SIGINT', () => {})
}
