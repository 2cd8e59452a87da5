import { string } from '@oclif/core/args'
import { completing } from '../../cli/completion/completes.js'
import { safe } from '../../cli/hostile-text.js'
import { LocalCommand } from '../../cli/local-command.js'
import { loadScenarios } from '../../scenario/load.js'
import { formatProblem } from '../../scenario/source.js'

export default class ScenarioLint extends LocalCommand<typeof ScenarioLint> {
  static override summary = 'Check scenario files without running them'
  static override description =
    'Each thing that is wrong is told with its file, line and column; the exit code is then 2.'
  static override examples = ['<%= config.bin %> scenario lint my-rules/']
  static override args = {
    files: completing(
      'file',
      string({ description: 'scenario files and folders', required: true, multiple: true }),
    ),
  }

  async run(): Promise<void> {
    const { scenarios, problems } = await loadScenarios(this.operands)
    if (this.wantsJson) await this.out.json(problems)
    else {
      for (const problem of problems) await this.out.line(safe(formatProblem(problem)))
      if (problems.length === 0) this.out.note(`${scenarios.length} scenarios, all right`)
    }
    if (problems.length > 0) this.exit(2)
  }
}
