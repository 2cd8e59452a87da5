import { ChatError } from '../client/chat-error.js'
import { onAbort } from '../client/on-abort.js'

interface Steps<T, R> {
  /** How many items may be started and not finished. */
  readonly window: number
  /** Begins the work on an item; called in order. */
  readonly start: (item: T) => Promise<R>
  /** Ends it; called in order, one at a time. Answers whether to go on: else nothing further is started. */
  readonly finish: (result: R) => Promise<boolean>
  /** Whether nothing may be started before all up to this item is finished. */
  readonly isBarrier?: (item: T) => boolean
  /** Makes the items end, also while the next one is awaited: there may be none for hours. */
  readonly stop: () => void
  /** Ends it with a ChatError `aborted`. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Works on a stream of items side by side and finishes them in order. Results are finished as they come, whether or
 * not there is a next item; no more items are taken than there is room for. What `start`, `finish` or the items throw
 * ends it; it is thrown once all that was started has ended.
 */
export async function pipeline<T, R>(items: AsyncIterable<T>, steps: Steps<T, R>): Promise<void> {
  const { window, start, finish, isBarrier = () => false, stop, signal } = steps
  let unfinished = 0
  let isStopped = false
  /** Of `start` or `finish`: what comes behind it is not finished. */
  let failure: { error: unknown } | undefined
  /** Of the items or the signal: what was started by then is. */
  let cutShort: { error: unknown } | undefined
  let wake = () => {}
  let tail = Promise.resolve()

  const halt = () => {
    if (isStopped) return
    isStopped = true
    stop()
  }
  const end = async (working: Promise<R>) => {
    try {
      const result = await working
      if (!failure && !(await finish(result))) halt()
    } catch (error) {
      failure ??= { error }
      halt()
    }
    unfinished--
    wake()
  }
  const stopListening = onAbort(signal, (cause) => {
    cutShort ??= { error: new ChatError('aborted', 'interrupted', { cause }) }
    halt()
  })
  try {
    for await (const item of items) {
      if (isStopped) break
      unfinished++
      const working = start(item)
      working.catch(() => {})
      tail = tail.then(() => end(working))
      const room = isBarrier(item) ? 0 : window - 1
      while (unfinished > room) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } catch (error) {
    // Items that were stopped may well complain about it.
    if (!isStopped) cutShort = { error }
  }
  await tail
  stopListening()
  const thrown = failure ?? cutShort
  if (thrown) throw thrown.error
}
