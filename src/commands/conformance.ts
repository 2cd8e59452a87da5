import type { Interfaces } from '@oclif/core'
import { serverSetting, setting, variables } from '../cli/config.js'
import { formatMatrix, matrixOf } from '../scenario/matrix.js'
import type { RunResult } from '../scenario/result.js'
import type { Scenario } from '../scenario/scenario.js'
import { shippedScenarios } from '../scenario/shipped.js'
import { uncovered } from '../scenario/uncovered.js'
import ScenarioRun, { runFlags } from './scenario/run.js'

/** scrypt's N for a server that lives for one run: its passwords protect nothing. */
const CHEAP = 1024

export default class Conformance extends ScenarioRun {
  static override summary = 'Judge a server by the shipped scenarios, clause by clause'
  static override description =
    'Without --server (and PYCHAT_SERVER) the reference server is judged, which is started for it in this process. The ' +
    'matrix tells for each clause of the protocol and each level how many of its cases held.'
  static override examples = [
    '<%= config.bin %> conformance',
    '<%= config.bin %> conformance --server tcp://localhost:8000 --level must',
    '<%= config.bin %> conformance --json | jq .matrix',
  ]
  static override args: Interfaces.ArgInput = {}
  static override flags = runFlags

  override async run(): Promise<void> {
    const scenarios = await this.select([shippedScenarios()])
    if (this.flags.list) return this.list(scenarios)
    const result = await this.#judgeNamedOrOwn(scenarios)
    const rows = matrixOf(result.results, uncovered)
    await this.report(result, { text: formatMatrix(rows, this.style), facts: { matrix: rows } })
  }

  async #judgeNamedOrOwn(scenarios: readonly Scenario[]): Promise<RunResult> {
    const { server } = this.flags
    const { env } = this.io
    if (setting(server, variables.server, env)) {
      return this.judge(scenarios, new URL(serverSetting(server, env).value), { showEach: false })
    }
    const { startServer } = await import('../server/index.js')
    const own = await startServer({ port: 0, passwordCost: CHEAP })
    try {
      return await this.judge(scenarios, new URL(`tcp://127.0.0.1:${own.port}`), { showEach: false })
    } finally {
      await own.close()
    }
  }
}
