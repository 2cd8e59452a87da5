import { isAbsolute, relative } from 'node:path'
import type { Interfaces } from '@oclif/core'
import { setting, variables } from '../cli/config.js'
import { runFlags } from '../judging/flags.js'
import { loadProfile } from '../scenario/profiles/load.js'
import type { Scenario } from '../scenario/scenario.js'
import { shippedProfiles, shippedScenarios } from '../scenario/shipped.js'
import ScenarioRun from './scenario/run.js'

/** scrypt's N for a server that lives for one run: its passwords protect nothing. */
const CHEAP = 16

/** A folder as seen from here, where it is below. */
function nearby(folder: string): string {
  const path = relative(process.cwd(), folder)
  return path.startsWith('..') || isAbsolute(path) ? folder : path
}

export default class Conformance extends ScenarioRun {
  static override summary = 'Judge a server by the shipped scenarios, clause by clause'
  static override description =
    'Without --server, --profile-file and PYCHAT_SERVER the reference server is judged, which is started for it. The ' +
    'matrix tells for each clause of the protocol and each level how many of its cases held.'
  static override examples = [
    '<%= config.bin %> conformance',
    '<%= config.bin %> conformance --server tcp://localhost:8000 --level must',
    '<%= config.bin %> conformance --profile-file my-server.yaml --report html=report.html',
    '<%= config.bin %> conformance --json | jq .matrix',
  ]
  static override args: Interfaces.ArgInput = {}
  static override flags = runFlags

  protected override readonly style = { matrix: true, each: false, isComplete: true }

  override async run(): Promise<void> {
    const all = await this.load([nearby(shippedScenarios())])
    const scenarios = await this.select(all)
    if (this.flags.list) return this.list(scenarios)
    const profile = await this.profile(all, scenarios)
    const { server } = this.flags
    if (!profile && !setting(server, variables.server, this.io.env)) return this.#judgeOwn(scenarios)
    await this.judge(scenarios, { ...this.place(profile), ...(profile && { profile: profile.profile }) })
  }

  /** The reference server in this process; where a case ends its server, one in a process of its own. */
  async #judgeOwn(scenarios: readonly Scenario[]): Promise<void> {
    const { startServer } = await import('../server/index.js')
    const reference = await loadProfile(`${shippedProfiles()}/reference.yaml`)
    const launch = 'profile' in reference ? reference.launch : undefined
    const own = await startServer({ port: 0, passwordCost: CHEAP })
    try {
      await this.judge(scenarios, { server: new URL(`tcp://127.0.0.1:${own.port}`), launch })
    } finally {
      await own.close()
    }
  }
}
