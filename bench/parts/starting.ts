import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FileStore, stateFolder } from '../../src/credentials/file-store.js'
import { readerName, seed, senderName, tokenOf } from '../cast.js'
import { median } from '../median.js'
import { type Aim, atMost, fixed, type Part, showAims } from '../report.js'
import type { Settings } from '../settings.js'
import { root, type Workshop } from '../workshop.js'

interface Row {
  readonly command: string
  /** Milliseconds from start to exit. */
  readonly milliseconds: number
  /** To `node -e 0` of the same round. */
  readonly ratio: number
  readonly aims: readonly Aim[]
}

/** The most that the commands may take, to `node -e 0`. */
const AIMS: Readonly<Record<string, number>> = {
  'pychat --version': 1.6,
  'pychat raw SERVER-INFO': 1.8,
  'pychat chat send': 1.8,
}

/** How long a command may take, in milliseconds. */
const PATIENCE = 10_000

/** How long commands take from start to exit; the commands take turns. */
export async function starting(workshop: Workshop, { starts, note }: Settings): Promise<Part<Row>> {
  const data = workshop.folder()
  await seed(data, { senders: 1, readersEach: 1 })
  const server = workshop.start('pychat-server')
  const port = await server.ask<number>({ start: { data } })
  const env = await environment(workshop.folder(), port)
  const reader = readerName(0, 0)

  const commands: Record<string, readonly string[]> = {
    'node -e 0': ['-e', '0'],
    'a bare client: log in, send, exit': [workshop.compiled('one-shot'), String(port), tokenOf(0), reader],
  }
  const notes: string[] = []
  if (existsSync(join(root, 'dist/cli/start.cjs'))) {
    commands['pychat --version'] = [join(root, 'bin/run.js'), '--version']
    commands['pychat __complete'] = [join(root, 'bin/run.js'), '__complete', 'fish', '--', 'chat', '']
    commands['pychat raw SERVER-INFO'] = [join(root, 'bin/run.js'), 'raw', 'SERVER-INFO']
    commands['pychat chat send'] = [join(root, 'bin/run.js'), 'chat', 'send', reader, 'hi']
  } else {
    notes.push('pychat itself was left out: there is no dist; run `npm run build` first.')
  }
  for (const [command, args] of Object.entries(commands)) {
    const failure = run(args, env).failure
    if (failure === undefined) continue
    notes.push(`${command} was left out: it ${failure}`)
    delete commands[command]
  }

  const times = Object.keys(commands).map((command) => ({ command, all: [] as number[] }))
  for (let turn = 0; turn < starts; turn++) {
    note(`start-up, ${turn + 1} of ${starts}`)
    for (const { command, all } of times) all.push(run(commands[command]!, env).milliseconds)
  }
  await workshop.stop(server)
  const base = times[0]!.all
  const rows = times.map(({ command, all }) => {
    const ratio = median(all.map((milliseconds, turn) => milliseconds / base[turn]!))
    const most = AIMS[command]
    return { command, milliseconds: median(all), ratio, aims: most ? [atMost(ratio, most)] : [] }
  })
  return {
    title: 'Start-up: from start to exit',
    columns: [
      { title: 'command', show: ({ command }) => command },
      { title: 'ms', show: ({ milliseconds }) => fixed(0)(milliseconds) },
      { title: 'ratio to node -e 0', show: ({ ratio }) => fixed(2)(ratio) },
      { title: 'aim', show: ({ aims }) => showAims(aims) },
    ],
    rows,
    notes: [`Medians of ${starts} runs.`, ...notes],
  }
}

/** A home of its own, with a stored credential for the server. */
async function environment(home: string, port: number): Promise<NodeJS.ProcessEnv> {
  const origin = `tcp://127.0.0.1:${port}`
  const { PATH, SystemRoot } = process.env
  const env = {
    ...{ PATH, SystemRoot, HOME: home, USERPROFILE: home, LOCALAPPDATA: home },
    ...{ XDG_STATE_HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home },
    PYCHAT_SERVER: origin,
  }
  await new FileStore(join(stateFolder(env), 'credentials')).set({
    ...{ origin, user: senderName(0), kind: 'token', secret: tokenOf(0) },
    since: new Date().toISOString(),
  })
  return env
}

function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { milliseconds: number; failure: string | undefined } {
  const start = performance.now()
  const { status, signal, stderr } = spawnSync(process.execPath, args, {
    env,
    timeout: PATIENCE,
    encoding: 'utf8',
  })
  const milliseconds = performance.now() - start
  const cause = stderr.trim().split('\n', 1)[0]
  return { milliseconds, failure: status === 0 ? undefined : `ended with ${status ?? signal}: ${cause}` }
}
