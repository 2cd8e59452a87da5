import { connect, type Socket } from 'node:net'

/** How long a line is waited for, in milliseconds. */
const PATIENCE = 15_000

/** A client that knows bytes and lines and nothing of the protocol's rules: it may break them all. */
export class RawClient {
  /** The first line, which the server sent unasked (LINE-2). */
  greeting = ''
  /** Lines `event …` that came while a reply was waited for, in order. */
  readonly events: unknown[] = []
  readonly socket: Socket
  /** What has come and was not read yet. */
  #parts: Buffer[] = []
  #length = 0
  #ended = false
  #error: NodeJS.ErrnoException | undefined
  #changed: () => void = () => {}

  /** Over a socket, which may be connecting yet. */
  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes) => {
      this.#parts.push(bytes)
      this.#length += bytes.length
      this.#changed()
    })
    socket.on('error', (error) => {
      this.#error = error
    })
    for (const event of ['end', 'close'])
      socket.on(event, () => {
        this.#ended = true
        this.#changed()
      })
  }

  /** Connects and reads nothing yet. */
  static dial(port: number): RawClient {
    return new RawClient(connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true }))
  }

  /** Whether the server has ended or broken the connection. */
  get isOver(): boolean {
    return this.#ended
  }

  /** How the connection broke, where it did. */
  get error(): string | undefined {
    return this.#error?.code
  }

  /** Sends exactly these bytes. */
  send(bytes: string | Buffer): void {
    this.socket.write(bytes)
  }

  /** Sends lines with their ends, in one packet. */
  sendLines(...lines: string[]): void {
    this.send(lines.map((line) => `${line}\n`).join(''))
  }

  /** The next line, whatever it is. */
  async line(within = PATIENCE): Promise<string> {
    await this.#until(() => this.#buffer.includes(0x0a), within)
    const end = this.#buffer.indexOf(0x0a)
    if (end < 0) throw new Error(`no line: ${this.#state()}`)
    return this.#take(end + 1)
      .subarray(0, end)
      .toString()
  }

  /** The next line that is no event; events go to `events`. */
  async reply(within = PATIENCE): Promise<string> {
    for (;;) {
      const line = await this.line(within)
      if (!line.startsWith('event ')) return line
      this.events.push(JSON.parse(line.slice(6)))
    }
  }

  /** As many replies. */
  async replies(count: number, within = PATIENCE): Promise<string[]> {
    const lines: string[] = []
    while (lines.length < count) lines.push(await this.reply(within))
    return lines
  }

  /** Sends a line and reads its reply. */
  async ask(line: string): Promise<string> {
    this.sendLines(line)
    return this.reply()
  }

  /** Sends a line, and reads the value of its success. */
  async value<T = unknown>(line: string): Promise<T> {
    const reply = await this.ask(line)
    if (!reply.startsWith('success ')) throw new Error(`${line}: ${reply}`)
    return JSON.parse(reply.slice(8)) as T
  }

  /** Sends a line, and reads the code of its refusal. */
  async code(line: string): Promise<string> {
    return codeOf(await this.ask(line))
  }

  /** The next event, one that came already first. */
  async event(within = PATIENCE): Promise<unknown> {
    if (this.events.length > 0) return this.events.shift()
    const line = await this.line(within)
    if (!line.startsWith('event ')) throw new Error(`no event but: ${line}`)
    return JSON.parse(line.slice(6))
  }

  /** The next raw bytes. */
  async bytes(count: number, within = PATIENCE): Promise<Buffer> {
    await this.#until(() => this.#length >= count, within)
    if (this.#length < count) throw new Error(`too few bytes: ${this.#state()}`)
    return this.#take(count)
  }

  /** All that still comes, up to the server's end. */
  async rest(within = PATIENCE): Promise<string> {
    await this.#until(() => false, within)
    if (!this.#ended) throw new Error(`no end: ${this.#state()}`)
    return this.#take(this.#length).toString()
  }

  /** What has come and was not read yet. */
  get unread(): string {
    return this.#buffer.toString()
  }

  /** Sends a FIN (LINE-11). */
  end(bytes?: string): void {
    if (bytes === undefined) this.socket.end()
    else this.socket.end(bytes)
  }

  /** Breaks the connection. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  close(): void {
    this.socket.destroy()
  }

  /** The parts as one: megabytes come in hundreds of them, so not with each. */
  get #buffer(): Buffer {
    if (this.#parts.length !== 1) this.#parts = [Buffer.concat(this.#parts)]
    return this.#parts[0]!
  }

  #take(count: number): Buffer {
    const all = this.#buffer
    this.#parts = [all.subarray(count)]
    this.#length -= count
    return all.subarray(0, count)
  }

  async #until(done: () => boolean, within: number): Promise<void> {
    const end = performance.now() + within
    while (!done() && !this.#ended) {
      const left = end - performance.now()
      if (left <= 0) throw new Error(`nothing within ${within} ms: ${this.#state()}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#changed = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  #state(): string {
    const end = this.#ended ? `the connection ended (${this.#error?.code ?? 'orderly'})` : 'it is open'
    return `${end}, ${JSON.stringify(this.unread.slice(0, 200))} is unread`
  }
}

/** The code of a `failed` line. */
export function codeOf(line: string): string {
  const match = /^failed ([a-z-]+): ./.exec(line)
  if (!match) throw new Error(`no refusal: ${line}`)
  return match[1]!
}
