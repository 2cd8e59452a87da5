import { boolean } from '@oclif/core/flags'
import { LocalCommand } from '../../cli/local-command.js'

export default class ScenarioSchema extends LocalCommand<typeof ScenarioSchema> {
  static override summary = 'Print the JSON Schema of scenario files, for editors'
  static override description =
    'An editor with the YAML language server completes and checks a file whose first line is ' +
    '# yaml-language-server: $schema=PATH.'
  static override examples = [
    '<%= config.bin %> scenario schema > scenario.schema.json',
    '<%= config.bin %> scenario schema --profile > profile.schema.json',
  ]
  static override flags = { profile: boolean({ description: 'that of profile files' }) }

  async run(): Promise<void> {
    const schema = this.flags.profile
      ? (await import('../../scenario/profiles/schema.js')).profileJsonSchema()
      : (await import('../../scenario/schema.js')).fileJsonSchema()
    if (this.wantsJson) return this.out.json(schema)
    await this.out.write(`${JSON.stringify(schema, undefined, 2)}\n`)
  }
}
