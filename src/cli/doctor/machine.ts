import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { stateFolder } from '../../credentials/file-store.js'
import { KeychainStore } from '../../credentials/keychain-store.js'
import { homeFolder } from '../../platform/home-folder.js'
import { packageFolder } from '../../platform/package-folder.js'
import type { CommandIo } from '../command-io.js'
import { KeptLists } from '../completion/kept-lists.js'
import { shellNames } from '../completion/shells.js'
import { variables } from '../config.js'
import { exists } from '../config-places.js'
import { describeError } from '../report-error.js'
import { type Finding, ok, skip, warn } from './finding.js'

/** Whether this version of Node is one that the package is for. */
export function examineNode(version = process.versions.node): Finding {
  const { engines } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'))
  const [major = 0, minor = 0] = numbers(engines.node)
  const [ownMajor = 0, ownMinor = 0] = numbers(version)
  const isNewEnough = ownMajor > major || (ownMajor === major && ownMinor >= minor)
  if (isNewEnough) return ok('node', `Node ${version}`)
  return warn(
    'node',
    `Node ${version}; pychat is tested with ${engines.node}`,
    'install a newer Node: https://nodejs.org',
  )
}

const numbers = (version: string) => (version.match(/\d+/g) ?? []).map(Number)

/** Whether the system's keychain takes a credential; at most 3 s. */
export async function examineKeychain({
  env,
  keychain,
}: Pick<CommandIo, 'env' | 'keychain'>): Promise<Finding> {
  if (env[variables.keychain] === 'off') return skip('keychain', `switched off by ${variables.keychain}`)
  try {
    await new KeychainStore(keychain, join(stateFolder(env), 'keychain')).probe()
    return ok('keychain', 'the system keychain can be used')
  } catch (error) {
    const { message, hint } = describeError(error)
    return warn('keychain', `${message}; logins are kept in files that only you may read`, hint)
  }
}

/** What the terminal can show. */
export function examineTerminal({ out, env }: Pick<CommandIo, 'out' | 'env'>): Finding {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  const isUtf8 = /utf-?8/i.test(locale) || process.platform === 'win32'
  const found = [
    out.isTerminal ? `${out.columns} columns` : 'the output is no terminal',
    out.colour ? 'colours' : 'no colours',
    isUtf8 ? `UTF-8` : `the locale ${locale || 'C'} is not UTF-8`,
  ].join(', ')
  return isUtf8 || !out.isTerminal ? ok('terminal', found) : warn('terminal', found, 'export LANG=C.UTF-8')
}

/** Whether the person's shell completes: only the usual places can be looked at. */
export function examineCompletion({ env }: Pick<CommandIo, 'env'>): Finding {
  const shell = basename(env.SHELL ?? '')
  if (new KeptLists(env).isUsed) return ok('completion', 'in use')
  if (!shellNames.some((name) => name === shell)) {
    return skip(
      'completion',
      shell ? `there is none for ${shell}` : 'the shell is not known: SHELL is not set',
    )
  }
  const place = placesOf(shell, env).find(({ path, says }) => (says ? holds(path, says) : exists(path)))
  if (place) return ok('completion', `${shell}: ${place.path}`)
  return warn('completion', `not seen for ${shell}`, 'pychat completion --help')
}

interface Place {
  readonly path: string
  /** What stands in it; undefined where it is enough that it is there. */
  readonly says?: string
}

function placesOf(shell: string, env: NodeJS.ProcessEnv): Place[] {
  const home = homeFolder(env)
  const says = `pychat completion ${shell}`
  const config = env.XDG_CONFIG_HOME || join(home, '.config')
  const places: Record<string, Place[]> = {
    bash: [
      ...['.bashrc', '.bash_profile', '.profile'].map((name) => ({ path: join(home, name), says })),
      { path: join(env.XDG_DATA_HOME || join(home, '.local/share'), 'bash-completion/completions/pychat') },
      { path: '/usr/share/bash-completion/completions/pychat' },
      { path: '/etc/bash_completion.d/pychat' },
    ],
    zsh: [
      { path: join(env.ZDOTDIR || home, '.zshrc'), says },
      { path: '/usr/share/zsh/site-functions/_pychat' },
      { path: '/usr/local/share/zsh/site-functions/_pychat' },
    ],
    fish: [
      { path: join(config, 'fish/completions/pychat.fish') },
      { path: join(config, 'fish/config.fish'), says },
      { path: '/usr/share/fish/vendor_completions.d/pychat.fish' },
    ],
  }
  return places[shell] ?? []
}

function holds(path: string, words: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(words)
  } catch {
    return false
  }
}
