import { boolean, custom } from '@oclif/core/flags'
import type { Shape } from '../protocol/shape.js'
import { completing } from './completion/completes.js'
import { UsageError } from './errors.js'

/** A value that stands in no record further in, by its path: `file.name`. */
export interface Field {
  readonly name: string
  readonly kind: 'string' | 'integer' | 'boolean' | 'list'
}

/** What is wanted of a command's value, or of each item of it. */
export interface Selection {
  /** As --fields named them: a record stands for all that is in it. */
  readonly names: readonly string[]
  /** The same, without records. */
  readonly fields: readonly Field[]
  /** Whether --fields named them; else they are all there are. */
  readonly isGiven: boolean
}

/** `--fields` and `--plain` for a command whose value, or each item of it, has this shape. */
export function fieldFlags(shape: Shape) {
  const all = fieldsOf(shape)
  const names = all.map(({ name }) => name)
  return {
    fields: completing(
      names,
      custom<Selection>({
        description: `Only these, with commas between them: ${names.join(', ')}`,
        helpValue: '<names>',
        helpGroup: 'OUTPUT',
        default: async () => ({ names, fields: all, isGiven: false }),
        defaultHelp: async () => undefined,
        parse: (words) => select(words, all),
      })(),
    ),
    plain: boolean({
      description: 'One row an item, TAB between the fields, no heading: for scripts',
      helpGroup: 'OUTPUT',
      exclusive: ['json'],
    }),
  }
}

/** What a shape holds, in its order. */
export function fieldsOf(shape: Shape, path = ''): Field[] {
  if (shape.kind === 'list') {
    return path === '' ? fieldsOf(shape.of) : [{ name: path, kind: 'list' }]
  }
  if (shape.kind !== 'record') return [{ name: path, kind: shape.kind }]
  return Object.entries(shape.fields).flatMap(([key, field]) =>
    fieldsOf(field.kind === 'optional' ? field.of : field, path === '' ? key : `${path}.${key}`),
  )
}

async function select(words: string, all: readonly Field[]): Promise<Selection> {
  const names = words
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  if (names.length === 0) throw new UsageError('it names no field')
  const fields: Field[] = []
  for (const name of names) {
    const found = all.filter((field) => field.name === name || field.name.startsWith(`${name}.`))
    if (found.length === 0) throw await unknownField(name, all)
    fields.push(...found)
  }
  return { names, fields, isGiven: true }
}

async function unknownField(name: string, all: readonly Field[]): Promise<UsageError> {
  const { didYouMean } = await import('./did-you-mean.js')
  const known = all.map((field) => field.name)
  const near = didYouMean(name, known)
  return new UsageError(`there is no field ${name}; ${near ? `${near} ` : ''}there are ${known.join(', ')}`)
}

/** A value, or each item of a list, with what the names say and nothing else, in their order. */
export function pick(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, names))
  const picked: Record<string, unknown> = {}
  for (const name of names) {
    const [key = '', ...inner] = name.split('.')
    const found = (value as Record<string, unknown>)[key]
    if (found === undefined) continue
    picked[key] =
      inner.length > 0 && isRecord(found)
        ? { ...(picked[key] as object), ...(pick(found, [inner.join('.')]) as object) }
        : found
  }
  return picked
}

/** What a field is in an item; undefined where it is left out. */
export function valueAt(item: unknown, { name }: Field): unknown {
  return name.split('.').reduce((value, key) => (isRecord(value) ? value[key] : undefined), item)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
