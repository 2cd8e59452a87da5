import { join } from 'node:path'
import { packageFolder } from '../../platform/package-folder.js'
import { clauses } from '../../protocol/clauses.js'
import { rowOf, verbNames } from '../../protocol/verbs.js'
import { elsewhere } from '../elsewhere.js'
import { pages } from '../help-pages.js'
import type { Candidate } from './candidate.js'
import type { Completes } from './completes.js'
import { namesAfter, type Position } from './position.js'
import { type ScenarioHead, scenarioHeads } from './scenario-heads.js'
import type { Surface } from './surface.js'

/** Where completion takes place. */
export interface Scene {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string | undefined
  readonly surface: Surface
  /** How long a server may be asked, in milliseconds. */
  readonly left: number
}

export type LookUp = (at: Position, scene: Scene) => readonly Candidate[] | Promise<readonly Candidate[]>

/** What a user's settings and lists know, loaded when it is asked for. */
const own =
  (kind: 'contact' | 'group' | 'profile' | 'server' | 'user'): LookUp =>
  async (at, scene) =>
    (await import('./look-up-own.js')).ownLookUps[kind](at, scene)

/** What is found for each kind but files, which a shell knows best. */
export const lookUps: Readonly<Record<Exclude<Completes, 'file'>, LookUp>> = {
  verb: () =>
    verbNames
      .filter((verb) => !(verb in elsewhere))
      .map((verb) => ({ word: verb, description: rowOf(verb).summary })),

  clause: () => {
    const all = Object.entries(clauses).map(([word, { title }]) => ({ word, description: title }))
    const chapters = new Set(all.map(({ word }) => word.replace(/-\d+$/, '')))
    return [...[...chapters].map((word) => ({ word, description: 'all of its clauses' })), ...all]
  },

  command: ({ operands }, { surface }) => [
    ...namesAfter(operands, surface),
    ...(operands.length > 0
      ? []
      : Object.entries(pages).map(([word, { summary }]) => ({ word, description: summary }))),
  ],

  scenario: ({ operands }) => headsOf(operands).map(({ id, title }) => ({ word: id, description: title })),

  tag: ({ operands }) => {
    const tags = new Set(headsOf(operands).flatMap(({ tags }) => tags))
    return [...tags].map((word) => ({ word }))
  },

  contact: own('contact'),
  group: own('group'),
  profile: own('profile'),
  server: own('server'),
  user: own('user'),
}

/** The scenarios of these files, or without any the shipped ones. */
const headsOf = (paths: readonly string[]): ScenarioHead[] =>
  scenarioHeads(paths.length > 0 ? paths : [join(packageFolder(), 'scenarios', 'conformance')])
