import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { asking } from './parts/asking.js'
import { idling } from './parts/idling.js'
import { parsing } from './parts/parsing.js'
import { sending } from './parts/sending.js'
import { starting } from './parts/starting.js'
import { formatPart, type Part } from './report.js'
import { quick, type Settings, thorough } from './settings.js'
import { Workshop } from './workshop.js'

const parts: Record<string, (workshop: Workshop, settings: Settings) => Promise<Part>> = {
  sending,
  asking,
  parsing,
  idling,
  starting,
}

/** How long the whole may take, in milliseconds. */
const PATIENCE = 5 * 60_000

const usage = `npm run bench -- [--only ${Object.keys(parts).join('|')}]... [--quick] [--json] [--profile FOLDER]`

process.exitCode = await main()

async function main(): Promise<number> {
  const { only, quick: isQuick, json, profile } = options()
  // Cleaning up is done on exit, however that comes about.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(code))
  }
  setTimeout(() => {
    console.error(`The bench was given up: it took more than ${PATIENCE / 1000} s.`)
    process.exit(1)
  }, PATIENCE).unref()

  const workshop = await Workshop.open()
  const settings: Settings = { ...(isQuick ? quick : thorough), profile, note }
  const machine = `node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model}`
  if (!json) console.log(`${machine}\ndata under ${workshop.place}, removed at the end\n`)
  const report: Record<string, unknown> = { machine }
  for (const name of only) {
    const part = await parts[name]!(workshop, settings)
    report[name] = { rows: part.rows, notes: part.notes }
    note('')
    if (!json) console.log(formatPart(part))
  }
  if (json) console.log(JSON.stringify(report, undefined, 2))
  return 0
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: Object.keys(parts) },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        profile: { type: 'string' },
      },
    })
    for (const name of values.only) if (!(name in parts)) throw new Error(`there is no part ${name}`)
    return values
  } catch (error) {
    console.error(`${(error as Error).message}\n\nUsage: ${usage}`)
    process.exit(2)
  }
}

/** What is being done, on a line of stderr that is written over; only for a person who watches. */
function note(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}
