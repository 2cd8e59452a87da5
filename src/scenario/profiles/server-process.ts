import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { clip } from '../../text/clip.js'
import { boundedExec } from '../bounded-exec.js'
import { pause } from '../pause.js'
import { visible } from '../visible.js'

/** What is kept of its output for a person to read: lines, and characters of a line. */
const LAST_LINES = 10
const LONGEST = 500
const LONGEST_NAME = 120
/** A longer line is cut before it is looked at. */
const LONGEST_READ = 64 * 1024
/** How long its last output may take when it has ended, in milliseconds. */
const FLUSH = 500
/** Between two looks at whether all that it started is gone, in milliseconds. */
const LOOK = 10

const NEVER = new AbortController().signal

/** What named groups of an expression took. */
export type Groups = Readonly<Record<string, string | undefined>>

/**
 * A command in a process group of its own, without a terminal and without stdin. All of its output is read, so that it
 * never stands still over a full pipe. When it has ended, so has all that it started.
 */
export class ServerProcess {
  /** Resolves when it is gone, with what became of it; its last lines follow, each on a line of its own. */
  readonly ended: Promise<string>
  readonly #name: string
  readonly #child: ChildProcess
  readonly #outputs: readonly Output[]
  /** Until when what it started may take to end by itself. */
  #patience = 0
  #onLine = (_line: string) => {}
  #ending: Promise<void> | undefined
  #isOver = false

  /** A command that there is not has ended; one that no system would take throws. */
  constructor(
    command: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) {
    const [file = '', ...args] = command
    this.#name = clip(visible(command.join(' ')), LONGEST_NAME)
    this.#child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    // Where the system is short of descriptors there are no streams.
    const { stderr, stdout } = this.#child
    this.#outputs = [stderr ?? [], stdout ?? []]
      .flat()
      .map((stream) => new Output(stream, (line) => this.#onLine(line)))
    this.ended = this.#watch(options.cwd)
  }

  get isRunning(): boolean {
    return !this.#isOver
  }

  /**
   * Resolves with the named groups of the next line of its output that matches, rejects where that takes too long to
   * tell; one such wait at a time.
   */
  line(regex: RegExp): Promise<Groups> {
    return new Promise((resolve, reject) => {
      this.#onLine = (line) => {
        try {
          const found = boundedExec(regex, line)
          if (!found) return
          resolve(found.groups ?? {})
        } catch (error) {
          reject(error)
        }
        this.#onLine = () => {}
      }
    })
  }

  /** Its last lines on stderr, on stdout where there are none: each behind a line end and a margin; '' without any. */
  get lastWords(): string {
    const lines = this.#outputs.map(({ last }) => last).find((last) => last.length > 0) ?? []
    return lines.map((line) => `\n  | ${line}`).join('')
  }

  /**
   * Asks it to end, and kills it where it has not after `within` milliseconds. Resolves when it is gone. It is asked
   * once: to many servers a second time means at once.
   */
  end(signal: NodeJS.Signals, within: number): Promise<void> {
    this.#ending ??= this.#end(signal, within)
    return this.#ending
  }

  /** Ends it, and all that it started, at once. */
  kill(): void {
    this.#patience = 0
    this.#signal('SIGKILL')
  }

  async #end(signal: NodeJS.Signals, within: number): Promise<void> {
    this.#patience = performance.now() + within
    this.#signal(signal)
    if (!(await pause(within, NEVER, this.ended))) this.kill()
    await this.ended
  }

  async #watch(cwd: string): Promise<string> {
    const child = this.#child
    const closed = new Promise((resolve) => child.once('close', resolve))
    try {
      const [code, signal] = await once(child, 'exit')
      // What it leaves behind could hold its port and its data.
      while (this.#signal(0) && performance.now() < this.#patience) await pause(LOOK, NEVER)
      this.kill()
      await pause(FLUSH, NEVER, closed)
      const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`
      return `${this.#name} ${how}${this.lastWords}`
    } catch (error) {
      return `cannot run ${this.#name}: ${reasonOf(error as NodeJS.ErrnoException, cwd)}`
    } finally {
      this.#isOver = true
      for (const output of this.#outputs) output.stop()
    }
  }

  /** Signals the whole group; tells whether there was any of it left. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.#child
    // A number may be another's once it is ours no more.
    if (pid === undefined || this.#isOver) return false
    try {
      return process.kill(-pid, signal)
    } catch {
      return false
    }
  }
}

/** The last lines of a stream. */
class Output {
  readonly #stream: Readable
  #lines: string[] = []
  #rest = ''

  constructor(stream: Readable, onLine: (line: string) => void) {
    this.#stream = stream
    stream.on('error', () => {})
    stream.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split(/\r?\n/)
      this.#rest = lines.pop()!.slice(0, LONGEST_READ)
      for (const line of lines) onLine(stripVTControlCharacters(line))
      this.#lines = [...this.#lines, ...lines.filter(isSaying)].slice(-LAST_LINES)
    })
  }

  get last(): string[] {
    return [...this.#lines, this.#rest].filter(isSaying).slice(-LAST_LINES).map(readable)
  }

  stop(): void {
    this.#stream.destroy()
  }
}

const isSaying = (line: string) => line.trim() !== ''

function readable(line: string): string {
  const plain = stripVTControlCharacters(line.slice(0, LONGEST_READ)).replaceAll('\t', '  ')
  return clip(visible(plain), LONGEST)
}

function reasonOf({ code, message }: NodeJS.ErrnoException, cwd: string): string {
  if (!existsSync(cwd)) return `there is no folder ${cwd} to run it in`
  if (code === 'ENOENT') return 'there is no such command'
  return code === 'EACCES' ? 'it is not executable' : message
}
