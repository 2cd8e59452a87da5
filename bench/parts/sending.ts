import { aMessage, aTurn, echo, pychat, race, type Standing } from '../race.js'
import { type Aim, atLeast, atMost, fixed, type Part, showAims, whole } from '../report.js'
import type { Settings } from '../settings.js'
import type { Workshop } from '../workshop.js'

interface Row extends Omit<Standing, 'contestant'> {
  readonly connections: number
  readonly window: number
  readonly conversations: number
  readonly server: string
  readonly aims: readonly Aim[]
}

const judgeRatio = ({ ratio }: Standing) => [atLeast(ratio, 0.8)]
const judgeBulk = ({ ratio, p99 }: Standing) => [atLeast(ratio, 0.7), atMost(p99, 15, 'p99 ')]

const shapes = [
  { connections: 1, window: 1, readersEach: 1, forScale: [echo], judge: judgeRatio },
  { connections: 16, window: 1, readersEach: 1, forScale: [aMessage, echo], judge: judgeRatio },
  { connections: 16, window: 64, readersEach: 1, forScale: [aMessage, echo], judge: judgeBulk },
  { connections: 16, window: 64, readersEach: 625, forScale: [], judge: () => [] },
]

/** Durable CHAT-PRIVATE-SEND, beside what SQLite and what Node's sockets alone allow. */
export async function sending(workshop: Workshop, settings: Settings): Promise<Part<Row>> {
  const generator = workshop.start('load-generator')
  const rows: Row[] = []
  for (const { forScale, judge, ...shape } of shapes) {
    const { connections, window, readersEach } = shape
    const standings = await race(workshop, generator, shape, [pychat, aTurn], forScale, settings)
    for (const standing of standings) {
      const { contestant, ...figures } = standing
      const aims = standing === standings[0] ? judge(standing) : []
      const conversations = connections * readersEach
      rows.push({ server: contestant.name, connections, window, conversations, ...figures, aims })
    }
  }
  await workshop.stop(generator)
  return {
    title: 'Durable CHAT-PRIVATE-SEND: every reply comes after its COMMIT, with synchronous=FULL',
    columns: [
      { title: 'load', show: ({ connections, window }) => `${connections} × ${window}` },
      { title: 'talks', show: ({ conversations }) => whole(conversations) },
      { title: 'sends/s', show: ({ perSecond }) => whole(perSecond) },
      { title: 'ratio', show: ({ ratio }) => fixed(2)(ratio) },
      { title: 'p50 ms', show: ({ p50 }) => fixed(2)(p50) },
      { title: 'p99 ms', show: ({ p99 }) => fixed(2)(p99) },
      { title: 'CPU µs', show: ({ cpu }) => fixed(1)(cpu) },
      { title: 'server', show: ({ server, aims }) => [server, showAims(aims)].filter(Boolean).join(': ') },
    ],
    rows,
    notes: [
      'Load: connections × requests in flight on each; talks: the conversations they go to, at random.',
      `Medians of ${settings.rounds} rounds of ${settings.measure / 1000} s; the ratio is to the bare server "${aTurn.name}" of the same`,
      'round: the same file, table, index and settings, one transaction a turn of the event loop, no',
      'accounts and no checks. CPU: processor time of the server a message.',
      generatorNote(rows),
    ],
  }
}

/** Whether the figures are the servers' and not the generator's. */
function generatorNote(rows: readonly Row[]): string {
  const durable = rows.filter(({ server }) => server !== echo.name)
  const busiest = Math.max(...durable.map(({ busy }) => busy))
  const percent = `${whole(100 * busiest)} %`
  return busiest < 0.7
    ? `The load generator is no bottleneck: it was busy ${percent} of the time at the most.`
    : `The load generator may be a bottleneck: it was busy ${percent} of the time.`
}
