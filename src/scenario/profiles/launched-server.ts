import { rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Failure } from '../failure.js'
import { pause } from '../pause.js'
import { regexOf } from '../regex.js'
import type { RunningServer } from '../running-server.js'
import { fill } from '../template.js'
import { addressOf } from './address.js'
import { answers } from './answers.js'
import { releasePort } from './free-port.js'
import { type Groups, ServerProcess } from './server-process.js'
import type { Start } from './start-schema.js'

/** Between two tries to connect, in milliseconds. */
const GAP = 25
/** How long a server gets to end when the run was given up, in milliseconds. */
const HURRY = 1000
/** No server needs to know them. */
const SECRETS = ['PYCHAT_PASSWORD', 'PYCHAT_NEW_PASSWORD', 'PYCHAT_TOKEN']
/** Where systems keep servers, and an ordinary user's path does not lead. */
const SERVER_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** What the texts of a profile refer to. */
interface Names {
  readonly port: number
  readonly folder: string
  readonly here: string
  readonly node: string
  readonly package: string
}

/** A server that a profile says how to start. Until it is disposed of, it ends with this process. */
export class LaunchedServer implements RunningServer {
  readonly #plan: Start
  readonly #names: Names
  readonly #signal: AbortSignal
  #url: URL
  /** Whether its ready line has said where it listens. */
  #isTold = false
  #process: ServerProcess | undefined
  #starting: Promise<void> | undefined
  /** Whether nobody has asked it to end since it was last started. */
  #isWanted = false
  #disposed: Promise<void> | undefined

  constructor(plan: Start, names: Names, url: URL, signal: AbortSignal) {
    this.#plan = plan
    this.#names = names
    this.#url = url
    this.#signal = signal
    alive.add(this)
    if (alive.size === 1) process.on('exit', endAll)
  }

  get url(): URL {
    return this.#url
  }

  get ended(): Promise<string> {
    return this.#process!.ended
  }

  async start(): Promise<void> {
    if (this.#disposed) throw broken('the server has been ended for good')
    if (this.#starting || this.#process?.isRunning) throw broken('the server runs already')
    this.#isWanted = true
    this.#starting = this.#start()
    try {
      await this.#starting
    } finally {
      this.#starting = undefined
    }
  }

  async stop(): Promise<void> {
    this.#isWanted = false
    const { signal, within } = this.#plan.stop
    await this.#process?.end(signal, this.#signal.aborted ? Math.min(within, HURRY) : within)
    await this.#starting?.catch(() => {})
  }

  async kill(): Promise<void> {
    this.#isWanted = false
    this.#process?.kill()
    await this.#process?.ended
    await this.#starting?.catch(() => {})
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#dispose()
    return this.#disposed
  }

  /** As `dispose`, but without grace and without waiting: for when this process ends. */
  disposeNow(): void {
    this.#process?.kill()
    try {
      rmSync(this.#names.folder, { recursive: true, force: true })
    } catch {
      // The system cleans its temporary folder.
    }
  }

  async #dispose(): Promise<void> {
    await this.stop()
    // What cannot be removed is left to the system, too.
    await rm(this.#names.folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
    releasePort(this.#names.port)
    alive.delete(this)
    if (alive.size === 0) process.off('exit', endAll)
  }

  async #start(): Promise<void> {
    if (!this.#process) await this.#writeFiles()
    if (await answers(this.#url, this.#signal)) {
      throw broken(
        `something listens at ${this.#url.host} already: end it, or give the server \${port} to listen on`,
      )
    }
    if (!this.#isWanted || this.#signal.aborted) throw broken('the server was ended before it was started')
    try {
      await this.#untilReady()
    } catch (error) {
      this.#process?.kill()
      await this.#process?.ended
      throw error
    }
  }

  async #untilReady(): Promise<void> {
    const { line, within } = this.#plan.ready
    const server = this.#spawn()
    let found: Groups | undefined
    const sign = line === undefined ? this.#connection(server) : server.line(regexOf(line, new Map())!)
    const ready = sign.then((groups) => {
      found = groups
    })
    const settled = Promise.race([ready, server.ended])
    // Else what makes it fail is told at once.
    if (await pause(within, this.#signal, settled)) await settled
    if (found) return this.#takeAddress(found)
    if (this.#signal.aborted) throw broken('interrupted')
    if (!server.isRunning) throw broken(`the server did not start: ${await server.ended}`)
    const missing = line ? `it wrote no line like ${line}` : `nothing took a connection at ${this.#url.host}`
    throw broken(`the server was not ready within ${within} ms: ${missing}${server.lastWords}`)
  }

  #spawn(): ServerProcess {
    const { command, cwd, env } = this.#plan
    const inherited = { ...process.env }
    for (const secret of SECRETS) delete inherited[secret]
    const PATH = [...(inherited.PATH?.split(delimiter) ?? []), ...SERVER_FOLDERS].join(delimiter)
    const own = Object.entries(env).map(([name, value]) => [name, this.#fill(value)])
    this.#process = new ServerProcess(
      command.map((argument) => this.#fill(argument)),
      {
        cwd: this.#fill(cwd),
        env: { ...inherited, PATH, ...Object.fromEntries(own) },
      },
    )
    return this.#process
  }

  async #writeFiles(): Promise<void> {
    for (const [name, text] of Object.entries(this.#plan.files)) {
      await writeFile(join(this.#names.folder, name), this.#fill(text), { mode: 0o600 })
    }
  }

  #fill(text: string): string {
    return fill(text, new Map(Object.entries(this.#names)))
  }

  /** Tries until the server takes a connection; undefined where it ends or the run does, before. */
  async #connection(server: ServerProcess): Promise<Groups | undefined> {
    while (server.isRunning && !this.#signal.aborted) {
      if (await answers(this.#url, this.#signal)) return {}
      await pause(GAP, this.#signal)
    }
    return undefined
  }

  /** Takes the address that the ready line tells. A server that comes back comes back to the same one. */
  #takeAddress({ url, port }: Groups): void {
    const { host, hostname } = this.#url
    if (url === undefined && port === undefined) return
    const told = addressOf(url ?? `tcp://${hostname}:${port}`, this.#names.port)
    if (!told) throw broken(`the ready line tells no address: ${url ?? port}`)
    if (this.#isTold && told.host !== host) {
      throw broken(`the server was at ${host}, and came back at ${told.host}: give it \${port} to listen on`)
    }
    this.#url = told
    this.#isTold = true
  }
}

const broken = (message: string) => new Failure('error', message)

/** Servers that are not disposed of. */
const alive = new Set<LaunchedServer>()

function endAll(): void {
  for (const server of alive) server.disposeNow()
}
