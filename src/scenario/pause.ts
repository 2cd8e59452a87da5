/** What a timer holds at the most. */
const LONGEST = 2 ** 31 - 1

/**
 * Waits some milliseconds; less where the signal fires or `until` settles. Tells whether `until` did. Never throws,
 * and leaves nothing behind.
 */
export function pause(milliseconds: number, signal: AbortSignal, until?: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (settled: boolean) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve(settled)
    }
    const stop = () => end(false)
    const timer = setTimeout(stop, Math.min(Math.max(0, milliseconds), LONGEST))
    signal.addEventListener('abort', stop)
    until?.then(
      () => end(true),
      () => end(true),
    )
    if (signal.aborted) stop()
  })
}
