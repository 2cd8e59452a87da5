/** How long a command has to end in order after it was asked to, in milliseconds. */
const GRACE = 2_000
const INTERRUPTED = 130

let controller: AbortController | undefined

/**
 * A signal that fires when this process is asked to end (SIGINT, SIGTERM, SIGHUP). A command that does not end by
 * itself soon after is ended, and so is one that is asked a second time: exit 130 (rule 1 of the command line).
 */
export function interruption(): AbortSignal {
  if (!controller) {
    const asked = new AbortController()
    controller = asked
    const end = () => process.exit(INTERRUPTED)
    const interrupt = () => {
      if (asked.signal.aborted) end()
      asked.abort()
      setTimeout(end, GRACE).unref()
    }
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt)
  }
  return controller.signal
}
