import { readFile, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { Node } from 'yaml'
import { originOf, userOf } from './config.js'
import { ConfigText } from './config-text.js'
import { didYouMean } from './did-you-mean.js'
import { CliError } from './errors.js'
import { parseDuration } from './flags.js'
import { localFileError } from './local-file-error.js'

/** What a config file or a profile may say of where and who, as it is written there. */
export interface Settings {
  readonly server?: string
  readonly user?: string
  readonly timeout?: string
  /** A file of certificates to trust. */
  readonly ca?: string
}

/** A config file that was found to be sound. */
export interface ConfigFile {
  readonly path: string
  readonly settings: Settings
  /** The name of the profile to use. */
  readonly profile?: string
  /** Only a user's own config has them. */
  readonly profiles: ReadonlyMap<string, Settings>
}

/** A user's own config is for nobody else's eyes; a project's file is public, and has no profiles. */
export type ConfigKind = 'user' | 'project'

type Checks = Readonly<Record<string, (text: string) => unknown>>

const projectChecks: Checks = {
  profile: checkProfileName,
  server: originOf,
  user: userOf,
  timeout: parseDuration,
  // Whoever wrote the project could then be any server.
  ca: () => {
    throw broken("a project's file does not say whom to trust: ca stands in your own config, or in a profile")
  },
}
/** What may stand in a project's file. */
const PROJECT_NAMES = Object.keys(projectChecks).filter((name) => name !== 'ca')
const settingChecks: Checks = { server: originOf, user: userOf, timeout: parseDuration, ca: checkCaPath }
const fileChecks: Readonly<Record<ConfigKind, Checks>> = {
  project: projectChecks,
  user: { profile: checkProfileName, ...settingChecks },
}

const LARGEST = 1_048_576

/** Reads a config file; throws a CliError `config` with the place of everything that is wrong in it. */
export async function readConfig(path: string, kind: ConfigKind): Promise<ConfigFile> {
  return parseConfig(path, await readText(path, kind), kind)
}

async function readText(path: string, kind: ConfigKind): Promise<string> {
  try {
    const facts = await stat(path)
    if (!facts.isFile()) throw broken(`${path} is no file`)
    if (facts.size > LARGEST) throw broken(`${path} is too large for a config file`)
    if (kind === 'user' && process.platform !== 'win32' && facts.mode & 0o077) {
      throw broken(`${path} can be read or written by others; it is for you alone`, `chmod 600 '${path}'`)
    }
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw cause instanceof CliError ? cause : localFileError('read', path, cause)
  }
}

/** What a config's text says; throws as `readConfig` does. */
export function parseConfig(path: string, text: string, kind: ConfigKind): ConfigFile {
  const source = new ConfigText(path, text)
  const top: Record<string, string> = {}
  const profiles = new Map<string, Settings>()
  const checks = fileChecks[kind]
  const names = kind === 'user' ? [...Object.keys(checks), 'profiles'] : PROJECT_NAMES
  for (const { name, key, value } of source.root ? source.entries(source.root, 'a config file') : []) {
    if (kind === 'user' && name === 'profiles') readProfiles(source, value, profiles)
    else readSetting(source, checks, names, { name, key, value }, top)
  }
  if (source.problems.length > 0) throw broken(source.problems.join('\n'))
  const { profile, ...settings } = top
  return { path, settings, profiles, ...(profile !== undefined && { profile }) }
}

function readProfiles(source: ConfigText, all: Node | null | undefined, into: Map<string, Settings>): void {
  for (const { name, key, value } of source.entries(all, 'profiles')) {
    source.text(key, 'the name of a profile', checkProfileName)
    const settings: Record<string, string> = {}
    for (const entry of source.entries(value, `the profile ${name}`)) {
      readSetting(source, settingChecks, Object.keys(settingChecks), entry, settings)
    }
    into.set(name, settings)
  }
}

function readSetting(
  source: ConfigText,
  checks: Checks,
  names: readonly string[],
  { name, key, value }: ReturnType<ConfigText['entries']>[number],
  into: Record<string, string>,
): void {
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined
  if (!check) return source.problem(key, unknownKey(name, names))
  const text = source.text(value, name, check)
  if (text !== undefined) into[name] = text
}

/** A config file is read from anywhere. */
function checkCaPath(path: string): void {
  if (!isAbsolute(path)) throw broken(`ca: ${path} is no whole path, from / on`)
}

/** Throws for what no profile may be called. */
export function checkProfileName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) return
  throw broken(`${name} cannot be the name of a profile: letters, digits, - _ and . make one, at most 64`)
}

function unknownKey(key: string, known: readonly string[]): string {
  if (/passw|secret|token/i.test(key)) {
    return `${key}: no secret stands in a config file; pychat auth login keeps it`
  }
  return `there is no setting ${key}; ${didYouMean(key, known) ?? `there are ${known.join(', ')}`}`
}

/** The error for a profile that is not there, with the one that was probably meant. */
export function unknownProfile(name: string, known: Iterable<string>, namedBy?: string): CliError {
  const words = didYouMean(name, [...known])
  const by = namedBy === undefined ? '' : `, which ${namedBy} names`
  return broken(`there is no profile ${name}${by}${words ? `; ${words}` : ''}`, 'pychat profile list')
}

const broken = (message: string, hint?: string) => new CliError('config', message, { hint })
