import type { Config } from '@oclif/core'
import { string } from '@oclif/core/args'
import type { Command } from '@oclif/core/command'
import { parseArguments } from '../protocol/request.js'
import type { Shape } from '../protocol/shape.js'
import { type PlainVerb, rowOf, type ValueOf, type Verb } from '../protocol/verbs.js'
import { decodeArguments } from './args.js'
import { BaseCommand } from './base-command.js'
import { type Completes, completing } from './completion/completes.js'
import { type Field, fieldFlags, fieldsOf } from './fields.js'
import type { Output } from './output.js'

/** Shows a verb's value to a person. */
type Render<V extends Verb> = (value: NonNullable<ValueOf<V>>, out: Output) => Promise<void>

interface Options<V extends PlainVerb> {
  /** By default a table of all there is. */
  readonly render?: Render<V>
  /** What a person at a terminal reads where the value is an empty list: nothing at all looks like a mistake. */
  readonly empty?: string
  readonly aliases?: string[]
  /** Whether the value says that not all was done: exit 1. */
  readonly isPartial?: (value: NonNullable<ValueOf<V>>) => boolean
}

type CommandClass = typeof Command & (new (argv: string[], config: Config) => Command)

/**
 * The command that asks for one verb: its arguments, help and example come from the verb's row.
 *
 * @example export default verbCommand('CONTACT-ADD', { render: ({ name }, out) => out.line(`Added ${safe(name)}.`) })
 */
export function verbCommand<V extends PlainVerb>(verb: V, options: Options<V> = {}): CommandClass {
  const { summary, arguments: operands, session, value: shape, refusals } = rowOf(verb)
  const isNew = refusals.some((code) => code === 'already-contact' || code === 'already-member')
  const { render = tableOf(shape), empty, aliases = [], isPartial } = options
  return class VerbCommand extends BaseCommand<typeof Command> {
    static override summary = summary
    static override aliases = aliases
    static override examples = [`<%= config.bin %> <%= command.id %>${exampleWords(verb)}`]
    static override flags = shape ? fieldFlags(shape) : {}
    static override args = Object.fromEntries(
      operands.map(({ name, codec, many }) => {
        const operand = string({ description: codec.form, required: true, multiple: many === true })
        const known = isNew ? undefined : knownNames[name]
        return [name, known ? completing(known, operand) : operand]
      }),
    )

    async run(): Promise<void> {
      const args = decodeArguments(verb, this.args as Record<string, string | string[]>)
      let whose: string | undefined
      const success = await this.withClient(
        async (client, opening) => {
          const success = await this.request(client, verb, args)
          whose = (await opening)?.user ?? this.user?.value
          return success
        },
        { login: session !== 'none' },
      )
      await this.writeSuccess(success, async (value) => {
        if (empty && this.out.isTerminal && isEmpty(value)) this.out.note(empty)
        await render(value, this.out)
      })
      if (success.value && whose !== undefined) {
        const { learn } = await import('./completion/learn.js')
        learn(verb, success.value, { origin: this.server.value, user: whose }, this.io.env)
      }
      if (success.value !== undefined && isPartial?.(success.value)) this.exit(1)
    }
  }
}

function tableOf(shape: Shape | undefined) {
  const fields: Field[] = shape ? fieldsOf(shape) : []
  return async (value: unknown, out: Output) => {
    const { valueTable } = await import('./value-table.js')
    return valueTable(value, fields, out)
  }
}

/** What an argument's name stands for that is known already. */
const knownNames: Readonly<Record<string, Completes>> = { name: 'contact', names: 'contact', code: 'group' }

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0

/** The arguments of the row's example as a shell takes them, with a space before each. */
function exampleWords(verb: Verb): string {
  const { example, arguments: operands } = rowOf(verb)
  const words = example.slice(verb.length + 1)
  const args = parseArguments(verb, words || null, Number.POSITIVE_INFINITY) as Record<string, unknown>
  return operands
    .flatMap(({ name, codec, many }) => (many ? (args[name] as unknown[]) : [args[name]]).map(codec.encode))
    .map((word) => ` ${/^[\w.-]+$/.test(word) ? word : `'${word}'`}`)
    .join('')
}
