import { fstatSync, fsyncSync, readFileSync, readlinkSync, writeSync } from 'node:fs'
import { escapeUnseen } from './hostile-text.js'

/** The reader of our output is gone, or what it is written to takes no more; `code` is the system's (`EPIPE`…). */
export class OutputError extends Error {
  override readonly name = 'OutputError'

  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`standard output: ${WORDS[code] ?? code}`, options)
  }
}

/** Empties the row that the cursor is in. */
const ERASE = '\r\u001b[K'

const WORDS: Record<string, string> = {
  EPIPE: 'its reader has gone',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the file may grow no further',
  EIO: 'writing failed',
  EBADF: 'it is closed',
}

/** What Output writes to: `process.stdout`, or any stream. */
export interface Sink {
  write(bytes: string | Uint8Array, done: (error?: Error | null) => void): unknown
  on?(event: 'error', listener: (error: Error) => void): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Where a command's data (stdout) and talk (stderr) go: rule 2 of the command line. */
export class Output {
  readonly #stdout: Sink
  readonly #streams: { readonly stderr: Sink }
  #talk: Sink | undefined
  readonly #env: NodeJS.ProcessEnv
  /** The file descriptor behind `#stdout`, where it has one. */
  readonly #fd: number | undefined
  #broken: OutputError | undefined
  /** What stands in the row that is written over. */
  #row: string | undefined

  constructor(streams: { stdout: Sink; stderr: Sink; env?: NodeJS.ProcessEnv; fd?: number }) {
    this.#stdout = streams.stdout
    this.#streams = streams
    this.#env = streams.env ?? {}
    this.#fd = streams.fd
    // A failed write tells its callback; the event as well would end the process.
    this.#stdout.on?.('error', () => {})
  }

  /** Opened when there is something to say: Node takes a while for it. */
  get #stderr(): Sink {
    if (!this.#talk) {
      this.#talk = this.#streams.stderr
      // Nobody needs to listen to our talk.
      this.#talk.on?.('error', () => {})
    }
    return this.#talk
  }

  /** Over the standard streams of this process. */
  static standard(): Output {
    const fd = 1
    const stdout = isFile(fd) ? new FileSink(fd) : process.stdout
    return new Output({
      stdout,
      get stderr() {
        return process.stderr
      },
      env: process.env,
      fd,
    })
  }

  /** Whether a person reads the data. */
  get isTerminal(): boolean {
    return this.#stdout.isTTY === true
  }

  /** Whether a person reads the talk. */
  get talksToTerminal(): boolean {
    return this.#stderr.isTTY === true
  }

  /** Whether talk can be written over: progress bars go there. */
  get canRewrite(): boolean {
    return this.talksToTerminal && this.#env.TERM !== 'dumb'
  }

  /** The width of the terminal that stderr is. */
  get talkColumns(): number {
    return this.#stderr.columns || 80
  }

  /** The width of the terminal; Infinity where the output is none. */
  get columns(): number {
    return this.isTerminal ? this.#stdout.columns || 80 : Number.POSITIVE_INFINITY
  }

  /** Whether data may be coloured: NO_COLOR, then FORCE_COLOR, then the terminal. */
  get colour(): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = this.#env
    if (NO_COLOR) return false
    if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
    return this.isTerminal && TERM !== 'dumb'
  }

  /** Writes data. Resolves when the system has taken all of it; rejects with an OutputError where it will not. */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken)
      this.#stdout.write(data, (error) => {
        if (!error) return resolve()
        this.#broken ??= asOutputError(error)
        reject(this.#broken)
      })
    })
  }

  /** Writes a line. */
  line(text: string): Promise<void> {
    return this.write(`${text}\n`)
  }

  /** Writes a value as one line of compact JSON, with all that a terminal might obey escaped in it. */
  json(value: unknown): Promise<void> {
    return this.line(toJson(value))
  }

  /**
   * Resolves when what was written cannot get lost any more as far as this process can tell: a file's bytes are on
   * the disk. Rejects with an OutputError where they are not, or where stdout was closed from the start. Whoever
   * settles what was read (CHAT-3) awaits it first.
   */
  async delivered(): Promise<void> {
    if (this.#broken) throw this.#broken
    if (this.#fd === undefined) return
    if (isClosed(this.#fd)) throw new OutputError('EBADF')
    try {
      if (fstatSync(this.#fd).isFile()) fsyncSync(this.#fd)
    } catch (error) {
      throw asOutputError(error)
    }
  }

  /** A line of talk for a person. Never fails: nobody needs to listen. */
  note(text: string): void {
    this.talk(`${text}\n`)
  }

  /** Talk without a line's end. */
  talk(text: string): void {
    const row = this.#row
    this.#stderr.write(
      row === undefined ? text : `${ERASE}${text}${text.endsWith('\n') ? row : ''}`,
      () => {},
    )
  }

  /** Shows a row of talk in place of the one before; undefined takes it away. Other talk goes above it. */
  row(text: string | undefined): void {
    if (text === this.#row) return
    this.#row = text
    this.#stderr.write(`${ERASE}${text ?? ''}`, () => {})
  }
}

/** Compact JSON that no terminal obeys: JSON itself leaves C1 and bidi controls as they are. */
export function toJson(value: unknown): string {
  return escapeUnseen(JSON.stringify(value), (character) => {
    let escaped = ''
    for (let i = 0; i < character.length; i++) {
      escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
    }
    return escaped
  })
}

/** Writes all of it or fails: `process.stdout` on a file ignores how much of it a nearly full disk took. */
class FileSink implements Sink {
  constructor(private readonly fd: number) {}

  write(data: string | Uint8Array, done: (error?: Error | null) => void): void {
    try {
      let rest: Uint8Array = Buffer.from(data)
      while (rest.length > 0) rest = rest.subarray(writeSync(this.fd, rest))
      done()
    } catch (error) {
      done(error as Error)
    }
  }
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}

/**
 * Whether the descriptor was closed when the process began: Node then puts /dev/null there, open for reading too,
 * which a shell's `> /dev/null` is not. Only Linux can tell.
 */
function isClosed(fd: number): boolean {
  try {
    if (readlinkSync(`/proc/self/fd/${fd}`) !== '/dev/null') return false
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))
    return (Number.parseInt(flags?.[1] ?? '0', 8) & 3) === 2
  } catch {
    return false
  }
}

function asOutputError(error: unknown): OutputError {
  const code = (error as NodeJS.ErrnoException).code
  return new OutputError(code === 'ERR_STREAM_DESTROYED' ? 'EPIPE' : (code ?? 'EIO'), { cause: error })
}
