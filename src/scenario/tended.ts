import { pause } from './pause.js'
import { answers } from './profiles/answers.js'
import type { RunningServer } from './running-server.js'

/** So often is a server started again; beyond that it is the server's doing, and no case's. */
const LIVES = 50
/** A broken connection is noticed before the end of the process, by so many milliseconds at the most. */
const GRACE = 100
/** How long a wrapper around a server that takes no more connections may take to end, in milliseconds. */
const WRAPPER = 5000

/** A server that is started again whenever it dies. */
export class Tended {
  /** Why it cannot be started again. */
  loss = ''
  /** What it died of, each time. */
  readonly deaths: string[] = []
  readonly #server: RunningServer
  readonly #signal: AbortSignal
  #restarted: Promise<void> = Promise.resolve()
  #isDisposed = false

  constructor(server: RunningServer, signal: AbortSignal) {
    this.#server = server
    this.#signal = signal
    this.#watch()
  }

  get isLost(): boolean {
    return this.loss !== ''
  }

  /** Waits until it runs, or is lost; answers which of its lives this is. */
  async alive(): Promise<number> {
    for (let life = -1; life !== this.deaths.length; ) {
      life = this.deaths.length
      await this.#restarted
    }
    return this.deaths.length
  }

  /**
   * What it died of since that life began, if it did. `isSuspect` where a case went wrong, `isAlone` where nothing else
   * can be to blame: then a death that is under way is waited for.
   */
  async deathSince(life: number, { isSuspect = false, isAlone = false } = {}): Promise<string | undefined> {
    if (this.deaths.length === life && (isSuspect || isAlone)) {
      const { ended } = this.#server
      await pause(GRACE, this.#signal, ended)
      if (this.deaths.length === life && isSuspect && !(await this.#answers())) {
        await pause(WRAPPER, this.#signal, ended)
        if (this.deaths.length === life) await this.#server.kill().catch(() => {})
        await pause(GRACE, this.#signal, ended)
      }
    }
    return this.deaths[life]
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    await this.#restarted
    await this.#server.dispose()
  }

  async #answers(): Promise<boolean> {
    return (await answers(this.#server.url, this.#signal)) || this.#signal.aborted
  }

  #watch(): void {
    void this.#server.ended.then((how) => {
      if (this.#isDisposed) return
      this.deaths.push(how)
      this.#restarted = this.#restart(how)
    })
  }

  async #restart(how: string): Promise<void> {
    if (this.deaths.length >= LIVES) {
      this.loss = `it died ${LIVES} times, at last: ${how}`
      return
    }
    try {
      await this.#server.start()
      this.#watch()
    } catch (error) {
      this.loss = (error as Error).message
    }
  }
}
