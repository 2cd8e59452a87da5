import { setTimeout as pause } from 'node:timers/promises'
import { seed } from '../cast.js'
import type { Usage } from '../processes/server-process.js'
import { type Aim, atMost, fixed, type Part, showAims, whole } from '../report.js'
import type { Settings } from '../settings.js'
import type { Child, Program, Workshop } from '../workshop.js'

interface Row {
  readonly server: string
  readonly connections: number
  /** Resident memory in MB. */
  readonly megabytes: number
  /** Beyond the same server without connections, in KB a connection. */
  readonly kilobytesEach: number | undefined
  /** Milliseconds of processor time a second. */
  readonly cpu: number
  readonly aims: readonly Aim[]
}

interface Contestant {
  readonly name: string
  readonly program: Program
  readonly collect: boolean
  readonly judged: boolean
}

const contestants: readonly Contestant[] = [
  { name: 'pychat, as it is', program: 'pychat-server', collect: false, judged: true },
  { name: 'pychat, garbage collected', program: 'pychat-server', collect: true, judged: false },
  { name: 'line echo, as it is', program: 'echo-server', collect: false, judged: false },
]

const MB = 1024 ** 2
/** Until what logging in left behind is done, in milliseconds. */
const SETTLING = 1500

/** What logged-in connections cost that do nothing: each is of an account of its own. */
export async function idling(workshop: Workshop, { idle, note }: Settings): Promise<Part<Row>> {
  const files = (process.report.getReport() as unknown as FileLimit).userLimits.open_files.soft
  const limit = typeof files === 'number' ? files : Number.POSITIVE_INFINITY
  const counts = idle.filter((count) => count + 100 < limit)
  const generator = workshop.start('load-generator')
  const rows: Row[] = []
  for (const contestant of contestants) {
    note(`idle connections: ${contestant.name}`)
    rows.push(...(await measure(workshop, generator, contestant, counts)))
  }
  await workshop.stop(generator)
  const left = idle.filter((count) => !counts.includes(count))
  return {
    title: 'Idle connections, each logged in to an account of its own',
    columns: [
      { title: 'server', show: ({ server }) => server },
      { title: 'connections', show: ({ connections }) => whole(connections) },
      { title: 'resident MB', show: ({ megabytes }) => fixed(1)(megabytes) },
      { title: 'KB each', show: ({ kilobytesEach }) => fixed(1)(kilobytesEach) },
      { title: 'CPU ms/s', show: ({ cpu }) => fixed(1)(cpu) },
      { title: 'aim', show: ({ aims }) => showAims(aims) },
    ],
    rows,
    notes: [
      '"Garbage collected": run with --expose-gc and collected before each look. KB each: beyond the same',
      'server without connections. "line echo" is what Node itself takes for a socket.',
      ...left.map((count) => `${whole(count)} connections were left out: only ${limit} files may be open.`),
    ],
  }
}

interface FileLimit {
  readonly userLimits: { readonly open_files: { readonly soft: number | 'unlimited' } }
}

async function measure(
  workshop: Workshop,
  generator: Child,
  { name, program, collect, judged }: Contestant,
  counts: readonly number[],
): Promise<Row[]> {
  const data = workshop.folder()
  await seed(data, { senders: Math.max(...counts), readersEach: 0 })
  const server = workshop.start(program, collect ? ['--expose-gc'] : [])
  const port = await server.ask<number>({ start: { data } })
  const rows: Row[] = []
  for (const connections of [0, ...counts]) {
    if (connections > 0) await generator.ask({ port, idle: connections })
    const { rss, cpu } = await settled(server, collect)
    const none = rows[0]?.megabytes
    const megabytes = rss / MB
    const kilobytesEach = none === undefined ? undefined : ((megabytes - none) * 1024) / connections
    const aims = judged ? aimsOf(connections, megabytes, kilobytesEach) : []
    rows.push({ server: name, connections, megabytes, kilobytesEach, cpu, aims })
  }
  await generator.ask({ port, idle: 0 })
  await workshop.stop(server)
  return rows
}

async function settled(server: Child, collect: boolean): Promise<Usage> {
  await pause(SETTLING)
  const before = await server.ask<Usage>({ collect })
  await pause(1000)
  const after = await server.ask<Usage>({ collect: false })
  return { rss: after.rss, cpu: after.cpu - before.cpu }
}

function aimsOf(connections: number, megabytes: number, kilobytesEach: number | undefined): Aim[] {
  if (kilobytesEach === undefined) return [atMost(megabytes, 70)]
  return connections === 1000 ? [atMost(kilobytesEach, 12)] : []
}
