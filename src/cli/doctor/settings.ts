import { statSync } from 'node:fs'
import type { Setting } from '../config.js'
import { type Resolved, readConfigs, resolveConfig } from '../resolve-config.js'
import { type Finding, fail, ok } from './finding.js'

/** Looks at the config files and where each setting comes from; what a command would use, where all is sound. */
export async function examineSettings(
  given: Parameters<typeof resolveConfig>[0],
  surroundings: Parameters<typeof resolveConfig>[1],
): Promise<{ finding: Finding; resolved?: Resolved }> {
  try {
    const [resolved, { project, user }] = await Promise.all([
      resolveConfig(given, surroundings),
      readConfigs(surroundings),
    ])
    const files = [project, user].flatMap((file) => (file ? [`${file.path} (${modeOf(file.path)})`] : []))
    const found = [
      say('profile', resolved.profile),
      say('server', resolved.server),
      say('user', resolved.user),
      say('ca', resolved.ca),
      say('timeout', { ...resolved.timeout, value: `${resolved.timeout.value / 1000}s` }),
      files.length > 0 ? files.join(', ') : 'no config file',
    ]
    return { finding: ok('config', found.filter(Boolean).join('; ')), resolved }
  } catch (error) {
    return { finding: fail('config', error) }
  }
}

const say = (name: string, setting: Setting<string> | undefined) =>
  setting && `${name} ${setting.value} (${setting.from})`

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8).padStart(4, '0')
