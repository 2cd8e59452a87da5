import { fitLines } from '../cli/fit-lines.js'
import { safe } from '../cli/hostile-text.js'
import type { Output } from '../cli/output.js'
import { describeError } from '../cli/report-error.js'
import { type Column, table } from '../cli/table.js'
import type { Client } from '../client/client.js'
import type { Success } from '../client/success.js'
import type { Credentials } from '../credentials/credentials.js'
import type { Message, ValueOf } from '../protocol/verbs.js'
import { equivalent } from './equivalent.js'
import { History } from './history.js'
import type { Link } from './link.js'
import type { LiveEvent } from './live.js'
import { messageView } from './message-view.js'
import type { Choice, ShellPrompter } from './prompter.js'

/** What an interactive run works with. */
export interface ShellWorld {
  readonly link: Link
  readonly prompter: ShellPrompter
  readonly credentials: Credentials
  readonly out: Pick<Output, 'columns' | 'colour'>
  /** Fires when the process is to end. */
  readonly signal: AbortSignal
  /** The flags that the equivalent commands need to mean the same server. */
  readonly where: readonly string[]
  /** Whether fetched pictures are shown. */
  readonly previews: boolean
}

/** An interactive run: who is there, what is known of their contacts and groups, and how to tell, to ask and to request. */
export class Shell {
  readonly history = new History()
  /** Who is logged in. */
  user: string | undefined
  /** For lists and Tab, as the server told them last. */
  contacts: readonly string[] = []
  groups: ValueOf<'GROUP-GET'> = []
  /** Takes what happens, while a chat is open. */
  listener: ((event: LiveEvent) => void) | undefined

  constructor(readonly world: ShellWorld) {}

  /** Asks the server; Ctrl-C gives it up. */
  request<R>(use: (client: Client) => Promise<R>): Promise<R> {
    return this.interruptible(() => this.world.link.use(use))
  }

  /** Waits for work over the connection, which Ctrl-C gives up. */
  interruptible<R>(work: () => Promise<R>): Promise<R> {
    const { prompter, link } = this.world
    return prompter.during((interrupted) => {
      interrupted.addEventListener('abort', () => link.leave(), { once: true })
      return work()
    })
  }

  async learnContacts(): Promise<Success<'CONTACT-GET'>> {
    const success = await this.request((client) => client.contactGet())
    this.contacts = success.value?.map(({ name }) => name) ?? []
    return success
  }

  async learnGroups(): Promise<Success<'GROUP-GET'>> {
    const success = await this.request((client) => client.groupGet())
    this.groups = success.value ?? []
    return success
  }

  question(kind: 'text' | 'secret', words: string): Promise<string> {
    return this.world.prompter[kind](words, this.world.signal)
  }

  choose(question: string, choices: readonly Choice[]): Promise<string> {
    const shown = choices.map(({ value, words }) => ({ value, words: safe(words) }))
    return this.world.prompter.choose(question, shown, this.world.signal)
  }

  print(text: string): void {
    this.world.prompter.print(text)
  }

  /** Words for the person, made safe, dimmed and cut between words; a command after `$ ` stays in one piece. */
  note(text: string): void {
    this.print(this.#dim(this.#fitted(text)))
  }

  /** Tells what went wrong and what to do about it. */
  complain(error: unknown): undefined {
    const { message, hint, code } = describeError(error)
    if (code === 'aborted') return this.note('Given up.') as undefined
    this.print(this.#fitted(message))
    // It may be a command, which is to be copied in one piece.
    if (hint) this.print(this.#dim(safe(`  try: ${hint}`)))
  }

  /** Shows the command that does what was just done, without questions. */
  showEquivalent(command: string, operands: readonly string[] = [], flags: readonly string[] = []): void {
    this.note(`$ ${equivalent(command, operands, [...this.world.where, ...flags])}`)
  }

  async table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<void> {
    const { out } = this.world
    const write = async (text: string | Uint8Array) => this.print(String(text).trimEnd())
    await table(rows, columns, { write, isTerminal: true, columns: out.columns, colour: out.colour })
  }

  /** Shows a message; in a list of several conversations with the group that it came through. */
  show(message: Omit<Message, 'id'>, { group = false } = {}): void {
    const from = group && message.group ? `${message.from} in ${this.titleOf(message.group)}` : message.from
    const { columns, colour } = this.world.out
    this.print(messageView({ ...message, from }, { columns, colour, today: new Date() }))
  }

  /** Tells of a message in a conversation that is not open. */
  announce({ from, group, text }: Message): void {
    this.note(`● ${from}${group === undefined ? '' : ` in ${this.titleOf(group)}`}: ${text}`)
  }

  /** A group's name where it is known, else its code. */
  titleOf(code: string): string {
    return this.groups.find((group) => group.code === code)?.name ?? code
  }

  #fitted(text: string): string {
    return fitLines(safe(text), this.world.out.columns)
  }

  #dim(text: string): string {
    return this.world.out.colour ? `\u001b[2m${text}\u001b[22m` : text
  }
}
