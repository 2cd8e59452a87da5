import type { ChatEvent } from '../protocol/reply.js'
import { CliError } from './errors.js'
import { type EventCommand, runForEvent } from './event-command.js'
import { conversationOf, nameOf } from './event-filter.js'
import { Lanes } from './lanes.js'
import type { Output } from './output.js'

/** Runs a command for each event, a few at once, those of one conversation in order. */
export class EventRuns {
  readonly #command: EventCommand
  readonly #lanes: Lanes
  readonly #of: { out: Output; wantsJson: boolean; fetches: boolean }
  #runs = 0
  #failures = 0

  /**
   * @param of.fetches whether an event must be done with before the next one comes, and a failure is the end
   * @param of.failed is told at once when no more will be run
   */
  constructor(
    command: EventCommand,
    of: { out: Output; wantsJson: boolean; fetches: boolean; atOnce: number; failed: () => void },
  ) {
    this.#command = command
    this.#of = of
    this.#lanes = new Lanes(of.atOnce, of.failed)
  }

  /** Takes an event. Resolves when there is room for another one; rejects with what went wrong before. */
  async add(event: ChatEvent): Promise<void> {
    if (this.#of.fetches) await this.#run(event)
    else await this.#lanes.add(conversationOf(event), () => this.#run(event))
  }

  /** Resolves when all have ended. */
  async done(): Promise<void> {
    await this.#lanes.done()
  }

  /** Throws a CliError `command-failed` where one failed. */
  conclude(): void {
    if (this.#failures === 0) return
    throw new CliError('command-failed', `the command failed for ${this.#failures} of ${this.#runs} events`)
  }

  /** Where it fails for a message that is being fetched, that stays unread, and all behind it as well. */
  async #run(event: ChatEvent): Promise<void> {
    const { out, wantsJson, fetches } = this.#of
    const exit = await runForEvent(this.#command, event)
    this.#runs++
    if (exit !== 0) this.#failures++
    if (wantsJson) await out.json({ type: 'exec', exit, event })
    if (exit === 0) return
    const words = `the command exited with ${exit} for ${nameOf(event)}`
    if (fetches && event.type === 'message') {
      throw new CliError('command-failed', `${words}, which stays unread`)
    }
    if (!wantsJson) out.note(words)
  }
}
