import { setTimeout as pause } from 'node:timers/promises'
import { answering } from './answering.js'

/** What the bench asks of any server: to start, which is answered with its port, or what it uses. */
export type ServerQuestion<Options> =
  | { readonly start: Options }
  | {
      /** Whether to collect garbage first; needs `--expose-gc`. */
      readonly collect: boolean
    }

export interface Usage {
  /** Resident memory in bytes. */
  readonly rss: number
  /** Processor time since the start, in milliseconds. */
  readonly cpu: number
}

/** Runs a server of the bench in this process. */
export function serverProcess<Options>(start: (options: Options) => Promise<number>): void {
  answering<ServerQuestion<Options>>((question) =>
    'start' in question ? start(question.start) : usage(question.collect),
  )
}

async function usage(collect: boolean): Promise<Usage> {
  // Some is freed a turn after the collection that found it.
  for (let times = 0; collect && times < 4; times++) {
    globalThis.gc?.()
    await pause(50)
  }
  const { user, system } = process.cpuUsage()
  return { rss: process.memoryUsage.rss(), cpu: (user + system) / 1000 }
}
