import type { RunningServer } from './running-server.js'

/** So often is a server started again; beyond that it is the server's doing, and no case's. */
const LIVES = 50
/** A broken connection is noticed before the end of the process, by so many milliseconds at the most. */
const GRACE = 100

/** A server that is started again whenever it dies. */
export class Tended {
  /** Why it cannot be started again. */
  loss = ''
  readonly #server: RunningServer
  readonly #deaths: string[] = []
  #restarted: Promise<void> = Promise.resolve()
  #isDisposed = false

  constructor(server: RunningServer) {
    this.#server = server
    this.#watch()
  }

  get isLost(): boolean {
    return this.loss !== ''
  }

  /** Waits until it runs; answers which of its lives this is. */
  async alive(): Promise<number> {
    for (let life = -1; life !== this.#deaths.length; ) {
      life = this.#deaths.length
      await this.#restarted
    }
    return this.#deaths.length
  }

  /** What it died of since that life began, if it did. */
  async deathSince(life = 0): Promise<string | undefined> {
    if (this.#deaths.length === life) {
      await Promise.race([this.#server.ended, new Promise((resolve) => setTimeout(resolve, GRACE).unref())])
    }
    return this.#deaths[life]
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    await this.#restarted
    await this.#server.dispose()
  }

  #watch(): void {
    void this.#server.ended.then((how) => {
      if (this.#isDisposed) return
      this.#deaths.push(how)
      this.#restarted = this.#restart(how)
    })
  }

  async #restart(how: string): Promise<void> {
    if (this.#deaths.length >= LIVES) {
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
