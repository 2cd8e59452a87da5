import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { poll } from '../helpers/poll.js'

const pychat = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Why there can be no terminal here, if so. */
export const noTerminal = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'tmux')))
  ? undefined
  : 'tmux is not installed: apt-get install tmux'

interface World {
  readonly env: NodeJS.ProcessEnv
  readonly columns?: number
  readonly rows?: number
  /** What to start in place of pychat. */
  readonly program?: readonly string[]
}

let terminals = 0

/** A person's terminal for the time of one test: a pseudo-terminal that tmux draws, in which pychat runs, or another program. */
export class Terminal {
  readonly #socket = `pychat-test-${process.pid}-${++terminals}`

  constructor(
    argv: readonly string[],
    { env, columns = 80, rows = 24, program = [process.execPath, pychat] }: World,
  ) {
    const words = Object.entries({ LANG: 'C.UTF-8', ...env }).map(([name, value]) => `${name}=${value}`)
    const run = ['env', '-u', 'CI', ...words, ...program, ...argv].map(quoted).join(' ')
    // What the terminal is like afterwards is told on it.
    const script = `${run}; echo "exit $?"; stty -a | grep -oE -- '-?(icanon|echo) ' | xargs; sleep 60`
    const size = ['-x', String(columns), '-y', String(rows)]
    this.#tmux('-f', '/dev/null', '-u', 'new-session', '-d', ...size, script)
    onTestFinished(() => {
      this.#tmux('kill-server')
    })
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#tmux('send-keys', '-l', '--', text)
  }

  /** Presses keys by their names: `Enter`, `Up`, `C-c`. */
  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys)
  }

  /** Types a line and Enter. */
  enter(line: string): void {
    this.type(line)
    this.press('Enter')
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** Sends a signal to the program. */
  signal(name: NodeJS.Signals): void {
    const shell = this.#tmux('list-panes', '-F', '#{pane_pid}').trim()
    const [program] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').split(' ')
    process.kill(Number(program), name)
  }

  /** The rows that are not empty, without trailing spaces. */
  screen(): string[] {
    return this.#tmux('capture-pane', '-p')
      .split('\n')
      .map((row) => row.trimEnd())
      .filter(Boolean)
  }

  /** The screen once it is as wanted. */
  when(will: (rows: string[]) => boolean): Promise<string[]> {
    return poll(() => this.screen(), will, 10_000)
  }

  /** The screen once its last rows are these. */
  ends(...rows: string[]): Promise<string[]> {
    return this.when((screen) => screen.slice(-rows.length).join('\n') === rows.join('\n'))
  }

  #tmux(...argv: string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...argv], { encoding: 'utf8' })
  }
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
