import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '../../platform/package-folder.js'
import type { Completes } from './completes.js'

/** What completes a value. */
interface Completed {
  readonly description?: string
  readonly multiple?: boolean
  readonly options?: readonly string[]
  readonly completes?: Completes | readonly string[]
}

export interface Flag extends Completed {
  readonly name: string
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly hidden?: boolean
  readonly allowNo?: boolean
  readonly exclusive?: readonly string[]
  readonly helpValue?: string
}

export interface CommandSurface {
  readonly id: string
  readonly aliases: readonly string[]
  readonly hidden?: boolean
  readonly summary?: string
  /** In their order. */
  readonly args: Readonly<Record<string, Completed>>
  readonly flags: Readonly<Record<string, Flag>>
}

/** All that may be typed: the commands as oclif's manifest has them. */
export interface Surface {
  readonly commands: readonly CommandSurface[]
  /** What the first words of several commands stand for. */
  readonly topics: Readonly<Record<string, { readonly description?: string }>>
}

/** The surface of this package as it was built. */
export function readSurface(): Surface {
  const read = (name: string) => JSON.parse(readFileSync(join(packageFolder(), name), 'utf8'))
  return {
    commands: Object.values(read('oclif.manifest.json').commands),
    topics: read('package.json').oclif.topics,
  }
}
