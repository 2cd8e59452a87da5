import { openTransport } from '../client/open-transport.js'
import type { OpenTransport, TlsOptions } from '../client/transport.js'
import { schemeOf } from '../protocol/schemes.js'
import { Accounts } from './accounts.js'
import { needsOwnServer, runCase } from './case.js'
import { type Case, casesOf } from './cases.js'
import type { Place } from './cast.js'
import { asKnown } from './known.js'
import { preflight } from './preflight.js'
import type { Profile } from './profile.js'
import { pyChat } from './py-chat-profile.js'
import { type CaseResult, type Outcome, outcomes, type RunResult } from './result.js'
import type { Launch, RunningServer } from './running-server.js'
import type { Scenario } from './scenario.js'
import { Tended } from './tended.js'

export interface RunOptions {
  /** The address of a living server. Without it `launch` starts one, which is restarted where it dies. */
  readonly server?: URL
  /** Starts servers: for the run where it is given no address, and for the cases that need one of their own. */
  readonly launch?: Launch | undefined
  /** Whom to trust, where the server's address is tls:// or https://. */
  readonly tls?: TlsOptions | undefined
  /** What is special about the server; a py-chat server unless given. */
  readonly profile?: Profile
  /** How many cases run side by side; 8 unless given. */
  readonly jobs?: number
  /** How often each case runs; once unless given. */
  readonly repeat?: number
  /** The deadline of every wait in milliseconds, where a scenario names no other; 5,000 unless given. */
  readonly timeout?: number
  /** Stretches every deadline, for slow machines; 1 unless given. */
  readonly timeScale?: number
  /** Ends the run at the first case that does not hold. */
  readonly bail?: boolean
  /** Keeps the timelines of the cases that held, too. */
  readonly keepTranscripts?: boolean
  /** Ends the run early; what was done by then is in the result. */
  readonly signal?: AbortSignal
  /** Told how many cases there are, before the first. */
  readonly onStart?: (planned: number) => void
  /** Told of each case as it ends. */
  readonly onResult?: (result: CaseResult) => void
  readonly open?: OpenTransport
}

/** A case, and which time it runs. */
interface Turn {
  readonly one: Case
  readonly round: number
}

/** This many cases in a row without an answer, and the server is gone. */
const PATIENCE = 10

/**
 * Runs scenarios against a server, cases side by side; those with `isolation: exclusive` one by one after the others,
 * and at last those that need a server of their own. Never throws for what a server does.
 */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<RunResult> {
  const run = new Run(scenarios, options)
  try {
    return await run.all()
  } finally {
    await run.dispose()
  }
}

class Run {
  readonly #options: RunOptions
  readonly #profile: Profile
  readonly #turns: readonly Turn[]
  readonly #done = new Map<Turn, CaseResult>()
  readonly #started = performance.now()
  readonly #at = new Date().toISOString()
  readonly #signal: AbortSignal
  #main: Tended | undefined
  #server: URL | undefined
  #place!: Place
  #silent = 0
  /** How many deaths of the server are put down to a case. */
  #explained = 0
  #hasBailed = false

  constructor(scenarios: readonly Scenario[], options: RunOptions) {
    const { profile = pyChat, repeat = 1, signal = new AbortController().signal } = options
    this.#options = options
    this.#profile = profile
    this.#signal = signal
    this.#server = options.server
    const cases = scenarios.flatMap(casesOf)
    this.#turns = Array.from({ length: repeat }, (_, i) => cases.map((one) => ({ one, round: i + 1 }))).flat()
  }

  async all(): Promise<RunResult> {
    const { jobs = 8, launch } = this.#options
    if (this.#turns.length === 0) return this.#result('error', 'there is no case to run')
    const shared = this.#turns.filter(({ one }) => !needsOwnServer(one))
    if (!this.#server) {
      const refused = await this.#launchMain()
      if (refused !== undefined)
        return this.#result(this.#signal.aborted ? 'interrupted' : 'unreachable', refused)
    }
    const refused = await this.#prepare()
    if (refused) return refused
    this.#options.onStart?.(this.#turns.length)

    const isAlone = ({ one }: Turn) => one.scenario.isolation === 'exclusive'
    const together = shared.filter((turn) => !isAlone(turn))
    await this.#work(together, jobs)
    await this.#work(shared.filter(isAlone), 1)
    const own = this.#turns.filter(({ one }) => needsOwnServer(one))
    // A server that can be started once only makes room.
    if (launch?.isSingle) await this.#main?.dispose()
    await this.#work(own, launch?.isSingle ? 1 : jobs)
    return this.#verdict()
  }

  dispose = async (): Promise<void> => this.#main?.dispose()

  async #launchMain(): Promise<string | undefined> {
    const { launch } = this.#options
    if (!launch) throw new TypeError('runScenarios needs a server, or a way to launch one')
    try {
      const server: RunningServer = await launch(this.#signal)
      this.#main = new Tended(server, this.#signal)
      this.#server = server.url
      return undefined
    } catch (error) {
      return `the server does not start: ${(error as Error).message}`
    }
  }

  /** Makes sure that there is a server to judge; answers the result where there is none. */
  async #prepare(): Promise<RunResult | undefined> {
    const {
      timeout = 5000,
      timeScale = 1,
      open = openTransport,
      tls,
      launch,
      keepTranscripts = false,
    } = this.#options
    const server = this.#server!
    const accounts = new Accounts(this.#profile)
    const trusting: OpenTransport = (url, options) => open(url, { ...options, tls })
    const stage = {
      server,
      open: trusting,
      profile: this.#profile,
      timeScale,
      accounts,
      signal: this.#signal,
    }
    const facts = await preflight(stage)
    if (this.#signal.aborted) return this.#result('interrupted')
    if ('outcome' in facts) return this.#result(facts.outcome, facts.reason)
    const scheme = schemeOf(server) === 'https' ? 'http' : schemeOf(server)
    const capabilities = new Set([...facts.capabilities, ...(scheme ? [scheme] : [])])
    this.#place = { ...stage, timeout, launch, keepTranscripts, facts: { ...facts, capabilities } }
    return undefined
  }

  /** Does the turns, so many side by side. Those that were there when the server died go again, each alone. */
  async #work(turns: readonly Turn[], jobs: number): Promise<void> {
    const queue = [...turns]
    const suspects: { turn: Turn; result: CaseResult; death: string }[] = []
    const worker = async () => {
      for (let turn = queue.shift(); turn && !this.#isOver; turn = queue.shift()) {
        const { result, death } = await this.#play(turn)
        if (result && death !== undefined) suspects.push({ turn, result, death })
        else if (result) this.#keep(turn, result)
      }
    }
    await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker))
    for (const { turn, result, death } of suspects) {
      const again = this.#isOver ? { result, death } : await this.#play(turn, { isAlone: true })
      if (again.death === undefined) {
        if (again.result) this.#keep(turn, again.result)
        continue
      }
      this.#explained++
      const reason = `the server died: ${this.#place.accounts.mask(again.death)}`
      this.#keep(turn, { ...(again.result ?? result), outcome: 'error', reason })
    }
  }

  /**
   * Plays a turn: what it came to, and what the server died of meanwhile. Neither where the server is lost or the run was
   * ended before the case was.
   */
  async #play(turn: Turn, { isAlone = false } = {}): Promise<{ result?: CaseResult; death?: string }> {
    const main = needsOwnServer(turn.one) ? undefined : this.#main
    const life = await main?.alive()
    if (main?.isLost) return {}
    const result = await runCase(turn.one, this.#place)
    if (this.#signal.aborted) {
      // What the interruption ended is not judged; what ended before it is.
      const isCut = result.outcome === 'error' || result.outcome === 'fail'
      return {
        result: isCut ? { ...result, outcome: 'unknown', reason: 'interrupted while it ran' } : result,
      }
    }
    const isSuspect = result.outcome === 'error' || result.outcome === 'fail'
    const death = life === undefined ? undefined : await main!.deathSince(life, { isSuspect, isAlone })
    return { result, ...(death !== undefined && { death }) }
  }

  #keep(turn: Turn, played: CaseResult): void {
    const { repeat = 1, bail, onResult } = this.#options
    const known = asKnown(played, turn.one, this.#profile.known)
    const result = repeat > 1 ? { ...known, round: turn.round } : known
    // What is known to be silent is no sign that the server is gone.
    if (!['skip', 'xfail'].includes(result.outcome)) this.#silent = result.unanswered ? this.#silent + 1 : 0
    if (bail && ['fail', 'xpass', 'error'].includes(result.outcome)) this.#hasBailed = true
    this.#done.set(turn, result)
    onResult?.(result)
  }

  get #isOver(): boolean {
    return this.#signal.aborted || this.#hasBailed || this.#silent >= PATIENCE || this.#main?.isLost === true
  }

  #verdict(): RunResult {
    if (this.#signal.aborted) return this.#result('interrupted')
    const { fail, xpass, error } = countOf([...this.#done.values()])
    const isCut = this.#done.size < this.#turns.length
    const deaths = this.#main?.deaths ?? []
    const isUnexplained = deaths.length > this.#explained
    const outcome =
      fail + xpass > 0 ? 'broken' : error > 0 || isUnexplained ? 'error' : isCut ? 'unknown' : 'held'
    if (isCut) return this.#result(outcome, this.#whyCut())
    const last = this.#place.accounts.mask(deaths.at(-1) ?? '')
    return this.#result(
      outcome,
      isUnexplained ? `the server died, and no case alone makes it: ${last}` : undefined,
    )
  }

  #whyCut(): string {
    if (this.#hasBailed) return 'ended at the first case that did not hold'
    return this.#main?.isLost
      ? `given up: the server cannot be started again: ${this.#main.loss}`
      : `given up: ${PATIENCE} cases in a row had no answer`
  }

  #result(outcome: RunResult['outcome'], reason?: string): RunResult {
    const hasRun = outcome !== 'unreachable' && this.#place !== undefined
    const why = outcome === 'interrupted' ? 'the run was interrupted' : reason
    const results = hasRun ? this.#turns.map((turn) => this.#done.get(turn) ?? this.#unknown(turn, why)) : []
    return {
      ...{ outcome, server: this.#server?.href ?? '', profile: this.#profile.name, at: this.#at },
      ...(reason !== undefined && { reason }),
      ...{ planned: this.#turns.length, results, counts: countOf(results) },
      duration: Math.round(performance.now() - this.#started),
    }
  }

  #unknown({ one, round }: Turn, reason = 'the run ended'): CaseResult {
    const { title, clause, level, tags, source } = one.scenario
    const rounds = (this.#options.repeat ?? 1) > 1 ? { round } : {}
    const about = { id: one.id, ...rounds, title, clause, level, tags, file: source.file }
    return { ...about, outcome: 'unknown', reason, duration: 0 }
  }
}

function countOf(results: readonly CaseResult[]): Record<Outcome, number> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const { outcome } of results) counts[outcome]++
  return counts
}
