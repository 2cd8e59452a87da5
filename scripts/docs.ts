/**
 * Writes the parts of docs/ that the tables know, between `<!-- begin NAME -->` and `<!-- end NAME -->`, and the pages
 * that are made as a whole: docs/commands from the built commands, the schemas of scenario files.
 * `npm run docs` builds and writes; `tsx scripts/docs.ts --check` fails where a page is not what the last build makes.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refusals } from '../src/protocol/refusals.js'
import { describeShape, type Shape } from '../src/protocol/shape.js'
import { message, rowOf, verbNames } from '../src/protocol/verbs.js'
import { profileJsonSchema } from '../src/scenario/profiles/schema.js'
import { fileJsonSchema } from '../src/scenario/schema.js'
import { parametersOf, readsQuery, routes } from '../src/server/http/route.js'
import { defaults } from '../src/server/http/words.js'
import { limits } from '../src/server/options.js'
import { commandPages } from './command-pages.js'

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

function routeTable(): string {
  const rows = routes.map((route) => {
    const { verb, method, path, status } = route
    const { arguments: args, bytes, summary } = rowOf(verb)
    const isUpload = bytes === 'upload'
    const given = [...parametersOf(path), ...(isUpload ? ['size'] : [])]
    // The route that listens is left by closing it.
    const all = verb === 'NOTIF-LISTEN' ? ['after'] : args.map(({ name }) => name)
    const names = all.filter((name) => !given.includes(name))
    const fields = names.map((name) => (name in defaults ? `[${name}]` : name)).join(', ')
    const place = fields === '' ? '' : readsQuery(route) ? 'query: ' : 'JSON: '
    return [
      code(`${method} ${path}`),
      `${place}${fields}${isUpload ? '; the bytes' : ''}`,
      String(status),
      verb,
      summary,
    ]
  })
  return table(['route', 'takes', 'success', 'verb', 'what for'], rows)
}

const pages: Record<string, Record<string, () => string>> = {
  'docs/protocol.md': { verbs: verbTable, refusals: refusalTable },
  'docs/server.md': { limits: limitTable },
  'docs/http.md': { routes: routeTable },
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const asJson = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`

/** Whole files. */
const files: Record<string, string> = {
  'scenarios/scenario.schema.json': asJson(fileJsonSchema()),
  'scenarios/profile.schema.json': asJson(profileJsonSchema()),
  ...commandPages(json('oclif.manifest.json'), json('package.json').oclif.topics),
}

/** Where nothing but such files may be. */
const FOLDER = 'docs/commands'

const check = process.argv.includes('--check')
let stale = false

function update(path: string, before: string, after: string): void {
  if (after === before) return
  if (check) {
    console.error(`${path} is not up to date; run: npm run docs`)
    stale = true
  } else {
    mkdirSync(dirname(path), { recursive: true })
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
for (const [path, text] of Object.entries(files)) {
  update(path, existsSync(path) ? readFileSync(path, 'utf8') : '', text)
}
for (const name of existsSync(FOLDER) ? readdirSync(FOLDER) : []) {
  const path = join(FOLDER, name)
  if (Object.hasOwn(files, path)) continue
  if (!check) rmSync(path)
  console.error(check ? `${path} is of no command any more; run: npm run docs` : `removed ${path}`)
  stale = check
}
process.exitCode = stale ? 1 : 0
