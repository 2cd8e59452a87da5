import { bareHttp, gateway, race, type Standing } from '../race.js'
import { type Aim, atLeast, fixed, type Part, showAims, whole } from '../report.js'
import type { Settings } from '../settings.js'
import type { Workshop } from '../workshop.js'

interface Row extends Omit<Standing, 'contestant'> {
  readonly connections: number
  readonly server: string
  readonly aims: readonly Aim[]
}

/** Durable sends over HTTP, beside what Fastify with SQLite alone allows. */
export async function asking(workshop: Workshop, settings: Settings): Promise<Part<Row>> {
  const generator = workshop.start('load-generator')
  const rows: Row[] = []
  for (const connections of [1, 16, 64]) {
    const shape = { connections, window: 1, readersEach: 1, http: true } as const
    const standings = await race(workshop, generator, shape, [gateway, bareHttp], [], settings)
    for (const { contestant, ...figures } of standings) {
      const aims = contestant === gateway ? [atLeast(figures.ratio, 0.6)] : []
      rows.push({ server: contestant.name, connections, ...figures, aims })
    }
  }
  await workshop.stop(generator)
  return {
    title: 'POST /users/{name}/messages: every answer comes after its COMMIT, with synchronous=FULL',
    columns: [
      { title: 'connections', show: ({ connections }) => String(connections) },
      { title: 'requests/s', show: ({ perSecond }) => whole(perSecond) },
      { title: 'ratio', show: ({ ratio }) => fixed(2)(ratio) },
      { title: 'p50 ms', show: ({ p50 }) => fixed(2)(p50) },
      { title: 'p99 ms', show: ({ p99 }) => fixed(2)(p99) },
      { title: 'CPU µs', show: ({ cpu }) => fixed(1)(cpu) },
      { title: 'server', show: ({ server, aims }) => [server, showAims(aims)].filter(Boolean).join(': ') },
    ],
    rows,
    notes: [
      'One request in flight on each keep-alive connection, with a token as its bearer.',
      `Medians of ${settings.rounds} rounds of ${settings.measure / 1000} s; the ratio is to the bare Fastify server of the same round: the`,
      'same file, table, index and settings, one transaction a turn of the event loop, no accounts and no checks.',
    ],
  }
}
