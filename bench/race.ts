import { join } from 'node:path'
import { seed } from './cast.js'
import { median } from './median.js'
import type { Load, LoadResult } from './processes/load-generator.js'
import type { Usage } from './processes/server-process.js'
import type { Settings } from './settings.js'
import type { Child, Program, Workshop } from './workshop.js'

/** A server that is sent to. */
export interface Contestant {
  readonly name: string
  readonly program: Program
  /** Whether it knows accounts, which then are made beforehand. */
  readonly isSeeded?: true
  options(folder: string): object
}

export const pychat: Contestant = {
  name: 'pychat',
  program: 'pychat-server',
  isSeeded: true,
  options: (data) => ({ data }),
}
export const gateway: Contestant = {
  name: 'pychat over HTTP',
  program: 'pychat-server',
  isSeeded: true,
  options: (data) => ({ data, http: true }),
}
export const bareHttp: Contestant = {
  name: 'Fastify and SQLite, COMMIT a turn',
  program: 'fastify-server',
  options: (folder) => ({ path: join(folder, 'bare.db') }),
}
export const aTurn: Contestant = {
  name: 'SQLite, COMMIT a turn',
  program: 'sqlite-server',
  options: (folder) => ({ path: join(folder, 'bare.db'), each: false }),
}
export const aMessage: Contestant = {
  name: 'SQLite, COMMIT a message',
  program: 'sqlite-server',
  options: (folder) => ({ path: join(folder, 'bare.db'), each: true }),
}
export const echo: Contestant = {
  name: 'line echo, keeps nothing',
  program: 'echo-server',
  options: () => ({}),
}

/** How a server did: medians of its rounds. */
export interface Standing extends Omit<LoadResult, 'count'> {
  readonly contestant: Contestant
  /** To the second of the same round. */
  readonly ratio: number
  /** Processor time of the server a message, in microseconds. */
  readonly cpu: number
}

interface Runner {
  readonly contestant: Contestant
  readonly child: Child
  readonly port: number
  readonly results: (LoadResult & { cpu: number })[]
}

type Shape = Pick<Load, 'connections' | 'window' | 'readersEach' | 'http'>

/**
 * Sends to two servers in turns, since the disk and the machine are not the same from one second to the next:
 * the order is turned round every time. Those `forScale` run once.
 */
export async function race(
  workshop: Workshop,
  generator: Child,
  shape: Shape,
  [ours, base]: readonly [Contestant, Contestant],
  forScale: readonly Contestant[],
  { rounds, measure, warmUp, profile, note }: Settings,
): Promise<Standing[]> {
  const runners = await Promise.all(
    [ours, base, ...forScale].map((contestant) => enter(workshop, contestant, shape, profile)),
  )
  for (let round = 0; round < rounds; round++) {
    const racing = round === 0 ? runners : runners.slice(0, 2)
    for (const runner of round % 2 === 0 ? racing : racing.reverse()) {
      const { connections, window } = shape
      note(`${connections} × ${window}, round ${round + 1} of ${rounds}: ${runner.contestant.name}`)
      await run(runner, generator, { ...shape, port: runner.port, warmUp, measure })
    }
  }
  for (const { child } of runners) await workshop.stop(child)
  return runners.map((runner) => standing(runner, runners[1]!))
}

async function enter(
  workshop: Workshop,
  contestant: Contestant,
  { connections, readersEach }: Shape,
  profile: string | undefined,
): Promise<Runner> {
  const folder = workshop.folder()
  if (contestant.isSeeded) await seed(folder, { senders: connections, readersEach })
  const flags = contestant.isSeeded && profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const child = workshop.start(contestant.program, flags)
  const port = await child.ask<number>({ start: contestant.options(folder) })
  return { contestant, child, port, results: [] }
}

async function run({ child, results }: Runner, generator: Child, load: Load): Promise<void> {
  const before = await child.ask<Usage>({ collect: false })
  const result = await generator.ask<LoadResult>(load)
  const after = await child.ask<Usage>({ collect: false })
  results.push({ ...result, cpu: (1000 * (after.cpu - before.cpu)) / result.count })
}

function standing({ contestant, results }: Runner, base: Runner): Standing {
  const of = (figure: (result: Runner['results'][number], round: number) => number) =>
    median(results.map(figure))
  return {
    contestant,
    perSecond: of(({ perSecond }) => perSecond),
    ratio: of(({ perSecond }, round) => perSecond / base.results[round]!.perSecond),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    busy: of(({ busy }) => busy),
    cpu: of(({ cpu }) => cpu),
  }
}
