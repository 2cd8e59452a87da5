import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The package's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const programs = [
  'pychat-server',
  'sqlite-server',
  'fastify-server',
  'echo-server',
  'load-generator',
  'one-shot',
] as const

/** What can run in a process of its own. */
export type Program = (typeof programs)[number]

/** How long a child may take to end by itself, in milliseconds. */
const PATIENCE = 3000
/** How long an answer may take, in milliseconds. */
const ANSWER = 60_000

/** Where the bench does its work: folders that go when it ends, and processes that end with it, however it ends. */
export class Workshop {
  readonly #temporary: string
  readonly #compiled: string
  readonly #children = new Set<Child>()
  #folders = 0

  private constructor() {
    this.#temporary = mkdtempSync(join(tmpdir(), 'pychat-bench-'))
    // Inside node_modules, so that what is compiled finds its packages.
    const cache = join(root, 'node_modules/.cache')
    mkdirSync(cache, { recursive: true })
    this.#compiled = mkdtempSync(join(cache, 'pychat-bench-'))
    process.once('exit', () => this.#clear())
  }

  /** Compiles all programs in one way, so that none is slower for how it runs. */
  static async open(): Promise<Workshop> {
    const workshop = new Workshop()
    await build({
      absWorkingDir: root,
      entryPoints: programs.map((program) => `bench/processes/${program}.ts`),
      outdir: workshop.#compiled,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      logLevel: 'warning',
    })
    return workshop
  }

  /** Where the data of all servers lies. */
  get place(): string {
    return this.#temporary
  }

  /** A new, empty folder. */
  folder(): string {
    const path = join(this.#temporary, String(++this.#folders))
    mkdirSync(path)
    return path
  }

  /** The file of a compiled program. */
  compiled(program: Program): string {
    return join(this.#compiled, `${program}.mjs`)
  }

  /** @param flags options for node */
  start(program: Program, flags: readonly string[] = []): Child {
    const child = new Child(program, fork(this.compiled(program), { execArgv: [...flags] }))
    this.#children.add(child)
    return child
  }

  async stop(child: Child): Promise<void> {
    await child.stop()
    this.#children.delete(child)
  }

  #clear(): void {
    for (const child of this.#children) child.kill()
    for (const folder of [this.#temporary, this.#compiled]) {
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

/** A program in a process of its own, which answers questions. */
export class Child {
  readonly #program: Program
  readonly #process: ChildProcess

  constructor(program: Program, child: ChildProcess) {
    this.#program = program
    this.#process = child
  }

  /** Asks, and resolves with the answer; one question at a time. */
  ask<Answer>(question: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const failed = (cause: string) => settled(() => reject(new Error(`${this.#program} ${cause}`)))
      const exited = () => failed('ended')
      const answered = (answer: { value: Answer } | { error: string }) =>
        'error' in answer ? failed(`failed: ${answer.error}`) : settled(() => resolve(answer.value))
      const timer = setTimeout(() => failed(`did not answer within ${ANSWER / 1000} s`), ANSWER)
      const settled = (settle: () => void) => {
        clearTimeout(timer)
        this.#process.off('message', answered as (message: unknown) => void).off('exit', exited)
        settle()
      }
      this.#process.on('message', answered as (message: unknown) => void).on('exit', exited)
      this.#process.send(question)
    })
  }

  async stop(): Promise<void> {
    if (!this.#process.connected) return
    const timer = setTimeout(() => this.kill(), PATIENCE)
    await new Promise<void>((resolve) => {
      this.#process.once('exit', () => resolve())
      this.#process.disconnect()
    })
    clearTimeout(timer)
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }
}
