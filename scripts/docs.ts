/**
 * Writes the parts of docs/ that the tables know, between `<!-- begin NAME -->` and `<!-- end NAME -->`.
 * `npm run docs` writes; `npm run docs -- --check` fails where a page is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { refusals } from '../src/protocol/refusals.js'
import { describeShape, type Shape } from '../src/protocol/shape.js'
import { message, rowOf, verbNames } from '../src/protocol/verbs.js'
import { profileJsonSchema } from '../src/scenario/profiles/schema.js'
import { fileJsonSchema } from '../src/scenario/schema.js'
import { limits } from '../src/server/options.js'

const code = (text: string) => `\`${text}\``

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ')
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The shape, with messages by their name. */
const namedValue = (value: Shape) =>
  value.kind === 'list' && value.of === message ? '[message]' : describeShape(value)

function verbTable(): string {
  const rows = verbNames.map((verb) => {
    const { arguments: args, session, value, order, refusals, bytes, origin, summary } = rowOf(verb)
    const words = args.map(({ name, codec, many }) => name + (many ? ' (1..N)' : codec.text ? ' (text)' : ''))
    const who = session === 'none' || session === 'needed' ? session : `needed, ${session}`
    const answer = [value && code(namedValue(value)), order, bytes && `and bytes, see FILE`]
    return [
      `${verb} [${origin}]`,
      words.join(', '),
      who,
      answer.filter(Boolean).join(' '),
      refusals.map(code).join(' '),
      summary,
    ]
  })
  return table(
    ['verb', 'arguments', 'session', '`success` value', 'refusals (besides the line’s own)', 'what for'],
    rows,
  )
}

function refusalTable(): string {
  const rows = Object.entries(refusals).map(([name, { words, definite, http }]) => [
    code(name),
    words,
    definite ? 'yes' : 'no',
    String(http),
  ])
  return table(['code', 'words where nothing more precise is said', 'definite', 'HTTP status'], rows)
}

function limitTable(): string {
  const flag = (name: string) => code(`--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`)
  const written = (value: number, unit: string) => {
    if (unit === 'duration') return value % 86_400_000 === 0 ? `${value / 86_400_000}d` : `${value / 1000}s`
    if (unit !== 'bytes') return String(value)
    const [size, name] =
      value >= 1024 ** 3 ? [1024 ** 3, 'GiB'] : value >= 1024 ** 2 ? [1024 ** 2, 'MiB'] : [1024, 'KiB']
    return `${value / (size as number)} ${name}`
  }
  const rows = Object.entries(limits).map(([name, limit]) => [
    flag(name),
    written(limit.default, limit.unit),
    limit.unit,
    limit.says,
  ])
  return table(['flag', 'default', 'unit', 'limits'], rows)
}

const pages: Record<string, Record<string, () => string>> = {
  'docs/protocol.md': { verbs: verbTable, refusals: refusalTable },
  'docs/server.md': { limits: limitTable },
}

/** Whole files. */
const files: Record<string, () => object> = {
  'scenarios/scenario.schema.json': fileJsonSchema,
  'scenarios/profile.schema.json': profileJsonSchema,
}

const check = process.argv.includes('--check')
let stale = false

function update(path: string, before: string, after: string): void {
  if (after === before) return
  if (check) {
    console.error(`${path} is not up to date; run: npm run docs`)
    stale = true
  } else {
    writeFileSync(path, after)
    console.log(`wrote ${path}`)
  }
}

for (const [path, parts] of Object.entries(pages)) {
  const before = readFileSync(path, 'utf8')
  let after = before
  for (const [name, make] of Object.entries(parts)) {
    const between = new RegExp(`(<!-- begin ${name} -->\n)[^]*?(<!-- end ${name} -->)`)
    if (!between.test(after)) throw new Error(`${path} has no place for ${name}`)
    after = after.replace(between, (_, begin, end) => `${begin}\n${make()}\n\n${end}`)
  }
  update(path, before, after)
}
for (const [path, make] of Object.entries(files)) {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  update(path, before, `${JSON.stringify(make(), undefined, 2)}\n`)
}
process.exitCode = stale ? 1 : 0
