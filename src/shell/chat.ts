import { type Conversation, requestFor } from '../cli/conversation.js'
import { UsageError } from '../cli/errors.js'
import { safe } from '../cli/hostile-text.js'
import { Progress } from '../cli/progress.js'
import { serverLimits, settle } from '../cli/session.js'
import { splitMessage } from '../cli/split-message.js'
import { ChatError } from '../client/chat-error.js'
import type { Client } from '../client/client.js'
import { ARGUMENT_CHARACTERS, BATCH_MESSAGES } from '../protocol/limits.js'
import type { Message } from '../protocol/verbs.js'
import { candidates, chatCommands } from './chat-commands.js'
import { History } from './history.js'
import type { LiveEvent } from './live.js'
import type { Shell } from './shell.js'

/**
 * Chats until the person leaves. What is unread is shown at once, what comes is shown above the line being typed.
 * Rejects with what the server says to the first request, as where there is no such user.
 */
export async function chat(shell: Shell, who: Conversation): Promise<void> {
  await new Chat(shell, who).run()
}

/** One open conversation. */
export class Chat {
  /** The codes of the files that were shown, for Tab. */
  readonly files: string[] = []
  readonly #shown = new Set<string>()
  readonly #over = new AbortController()
  /** What was entered is done in its order, while the next line is typed. */
  #work: Promise<void> = Promise.resolve()
  #isFetching = false
  #hasNews = false
  #hasSent = false
  #isTransferring = false

  constructor(
    readonly shell: Shell,
    readonly who: Conversation,
  ) {}

  async run(): Promise<void> {
    const { shell } = this
    const { prompter, signal } = shell.world
    if (this.who.isGroup && shell.groups.length === 0) await shell.learnGroups()
    await shell.interruptible(() => this.#fetch())
    this.showEquivalent('chat get')
    shell.note('Type a message, or /file PATH, /get CODE, /history, /back.')
    shell.listener = (event) => this.#hear(event)
    const over = AbortSignal.any([signal, this.#over.signal])
    const history = new History()
    try {
      while (!over.aborted) {
        const line = await prompter.line(
          { label: this.#label, history, candidates: (line) => candidates(line, this) },
          over,
        )
        if (line === undefined && this.#isTransferring && !over.aborted) {
          shell.world.link.leave()
          continue
        }
        if (line === undefined || line.trim() === '/back') return
        this.#work = this.#work.then(() => this.#do(line)).catch((error) => shell.complain(error))
      }
    } finally {
      await shell.interruptible(() => this.#work)
      shell.listener = undefined
    }
  }

  /** Shows a message: once, unless it was asked for again. */
  show(message: Message, when?: 'again'): void {
    if (this.#shown.has(message.id) && when !== 'again') return
    this.#shown.add(message.id)
    if (message.file) this.files.push(message.file.code)
    this.shell.show(message)
  }

  /** Runs what takes a while: Ctrl-C then gives it up, and not the chat. */
  async transfer<R>(work: (client: Client) => Promise<R>): Promise<R> {
    this.#isTransferring = true
    try {
      return await this.shell.world.link.use(work)
    } finally {
      this.#isTransferring = false
    }
  }

  /** Shows below the line being typed how far a transfer of so many bytes is. */
  progress(name: string, total: number): Progress {
    const { out, prompter } = this.shell.world
    const place = {
      get columns() {
        return out.columns
      },
      show: (row: string | undefined) => prompter.status(row),
    }
    return new Progress(place, name, total)
  }

  /** Shows the command that does the same for this conversation. */
  showEquivalent(command: string, operands: readonly string[] = [], flags: readonly string[] = []): void {
    const { isGroup, name } = this.who
    if (isGroup) this.shell.showEquivalent(command, operands, ['-g', name, ...flags])
    else this.shell.showEquivalent(command, [name, ...operands], flags)
  }

  get #label(): string {
    const { name, isGroup } = this.who
    return `${safe(isGroup ? this.shell.titleOf(name) : name)}> `
  }

  async #do(line: string): Promise<void> {
    const [, name, rest = ''] = /^\/([^/ ]\S*)(?: +(.*?))? *$/.exec(line) ?? []
    if (name === undefined) return this.#send(line.startsWith('//') ? line.slice(1) : line)
    if (Object.hasOwn(chatCommands, name)) return chatCommands[name]!(rest, this)
    if (name === 'back') throw new UsageError('/back has nothing behind it', { hint: '/back' })
    this.shell.note(`There is no /${name}. A message that begins so is written with two: //${name}`)
  }

  async #send(text: string): Promise<void> {
    // Asks for what a server without news of its own may have.
    if (text.trim() === '') return this.#fetch()
    const { shell, who } = this
    let rest = text
    try {
      await shell.world.link.use(async (client) => {
        const { argument } =
          text.length > ARGUMENT_CHARACTERS ? await serverLimits(client) : { argument: ARGUMENT_CHARACTERS }
        for (const part of splitMessage(text, argument)) {
          const { verb, args } = requestFor('CHAT-PRIVATE-SEND', who, { message: part })
          const { value } = await client.request(verb, args)
          shell.show({ from: shell.user ?? 'you', text: part, at: value?.at ?? new Date().toISOString() })
          rest = rest.slice(rest.indexOf(part) + part.length).trimStart()
        }
      })
    } catch (error) {
      if (error instanceof ChatError && !error.definite) shell.note(`This may have been sent or not: ${rest}`)
      shell.world.prompter.giveBack(rest)
      throw error
    }
    if (!this.#hasSent) this.showEquivalent('chat send', [text])
    this.#hasSent = true
  }

  /** Fetches what is unread; each batch is settled once it was shown (CHAT-3). */
  async #fetch(): Promise<void> {
    const { verb, args } = requestFor('CHAT-PRIVATE-GET', this.who)
    await this.shell.world.link.use(async (client) => {
      for (let count = BATCH_MESSAGES; count >= BATCH_MESSAGES; ) {
        const { value, text } = await client.request(verb, args)
        if (!value) this.shell.note(text)
        for (const message of value ?? []) this.show(message)
        count = value?.length ?? 0
        if (count > 0) await settle(client)
      }
    })
  }

  #hear(event: LiveEvent): void {
    const { shell, who } = this
    if (event.type === 'ended') this.#over.abort()
    else if (event.type === 'back' || event.type === 'lagged') this.#refresh()
    else if (event.type === 'presence' && !who.isGroup && event.name === who.name) {
      shell.note(`${event.name} is ${event.online ? 'online' : 'offline'}`)
    } else if (event.type === 'group' && who.isGroup && event.code === who.name) {
      shell.note(event.change === 'admin' ? `${event.name} is admin now` : `${event.name} ${event.change}`)
    } else if (event.type === 'message') {
      if (!this.#isHere(event.message)) return shell.announce(event.message)
      this.show(event.message)
      this.#refresh()
    }
  }

  #isHere({ group, from }: Message): boolean {
    return this.who.isGroup ? group === this.who.name : group === undefined && from === this.who.name
  }

  /** Fetches what is new. Where it fails the connection is made again, and what is new then comes. */
  async #refresh(): Promise<void> {
    this.#hasNews = true
    if (this.#isFetching) return
    this.#isFetching = true
    while (this.#hasNews) {
      this.#hasNews = false
      await this.#fetch().catch(() => {})
    }
    this.#isFetching = false
  }
}
