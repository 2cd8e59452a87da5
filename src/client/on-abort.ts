import { setMaxListeners } from 'node:events'

/** Calls back when the signal fires, not where it has fired already. Returns how to stop listening. */
export function onAbort(signal: AbortSignal | undefined, aborted: (reason: unknown) => void): () => void {
  if (!signal) return () => {}
  const fire = () => aborted(signal.reason)
  // One signal for a thousand pipelined requests is no leak: each lets go of it with its reply.
  setMaxListeners(0, signal)
  signal.addEventListener('abort', fire, { once: true })
  return () => signal.removeEventListener('abort', fire)
}
