import { DEFAULT_SERVER, originOf, type Setting, userOf, variables } from './config.js'
import type { ConfigFile, Settings } from './config-file.js'
import { exists, projectConfigPath, userConfigPath } from './config-places.js'
import { UsageError } from './errors.js'
import { parseDuration } from './flags.js'

/** What the flags say. */
interface Given {
  readonly profile?: string | undefined
  readonly server?: string | undefined
  readonly user?: string | undefined
  /** In milliseconds. */
  readonly timeout?: number | undefined
  readonly ca?: string | undefined
}

/** Where and who, each value with where it comes from. */
export interface Resolved {
  readonly profile: Setting<string> | undefined
  /** The server's origin. */
  readonly server: Setting<string>
  /** Whose session; without it only the store knows. In NFC (AUTH-2). */
  readonly user: Setting<string> | undefined
  /** In milliseconds. */
  readonly timeout: Setting<number>
  /** A file of certificates to trust beside the system's. */
  readonly ca: Setting<string> | undefined
}

interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  /** The folder from which a project's file is looked for upwards. */
  readonly cwd: string | undefined
}

/** A place that settings come from; the first one that has a value counts. */
interface Layer {
  readonly from: Setting<unknown>['from']
  readonly file?: string
  readonly settings: Settings
  readonly profile?: string | undefined
}

const DEFAULT_TIMEOUT = 10_000

/**
 * Rule 8 of the command line: flag, environment, project file, user config, default. A profile's settings count right
 * behind those of the place that names it; the user config's own are what its profile leaves open. Throws a UsageError
 * or a CliError `config`.
 */
export async function resolveConfig(given: Given, { env, cwd }: Surroundings): Promise<Resolved> {
  const { project, user: own } = await readConfigs({ env, cwd })
  const layers: Layer[] = [
    { from: 'flag', settings: withoutTimeout(given), profile: given.profile },
    { from: 'environment', settings: environmentSettings(env), profile: env[variables.profile] || undefined },
    ...(project ? [{ from: 'project-file' as const, file: project.path, ...project }] : []),
    ...(own ? [{ from: 'user-config' as const, file: own.path, ...own }] : []),
  ]
  const naming = layers.find(({ profile }) => profile !== undefined)
  if (naming) {
    const place = layers.indexOf(naming) + (naming.from === 'user-config' ? 0 : 1)
    layers.splice(place, 0, await profileLayer(naming.profile!, naming.file, own))
  }

  const server = pick(layers, 'server', originOf) ?? { value: DEFAULT_SERVER, from: 'default' }
  const about = layers.filter((layer) => isAbout(layer, server.value))
  return {
    profile: naming && settingOf(naming, naming.profile!),
    server,
    user: pick(about, 'user', userOf),
    ca: pick(about, 'ca', (path) => path),
    timeout:
      given.timeout === undefined
        ? (pick(layers, 'timeout', parseDuration) ?? { value: DEFAULT_TIMEOUT, from: 'default' })
        : { value: given.timeout, from: 'flag' },
  }
}

/** The config files that there are. */
export async function readConfigs({ env, cwd }: Surroundings): Promise<{
  project: ConfigFile | undefined
  user: ConfigFile | undefined
}> {
  const projectPath = projectConfigPath(cwd)
  const userPath = userConfigPath(env)
  const hasOwn = exists(userPath)
  if (projectPath === undefined && !hasOwn) return { project: undefined, user: undefined }
  // Only now: YAML takes a while to load.
  const { readConfig } = await import('./config-file.js')
  return {
    project: projectPath === undefined ? undefined : await readConfig(projectPath, 'project'),
    user: hasOwn ? await readConfig(userPath, 'user') : undefined,
  }
}

async function profileLayer(
  name: string,
  namedBy: string | undefined,
  own: ConfigFile | undefined,
): Promise<Layer> {
  const settings = own?.profiles.get(name)
  if (own && settings) return { from: 'profile', file: own.path, settings }
  const { unknownProfile } = await import('./config-file.js')
  throw unknownProfile(name, own?.profiles.keys() ?? [], namedBy)
}

const withoutTimeout = ({ server, user, ca }: Given): Settings => ({
  ...(server !== undefined && { server }),
  ...(user !== undefined && { user }),
  ...(ca !== undefined && { ca }),
})

/** An empty variable counts as unset. */
function environmentSettings(env: NodeJS.ProcessEnv): Settings {
  const names = ['server', 'user', 'timeout', 'ca'] as const
  return Object.fromEntries(
    names.flatMap((name) => (env[variables[name]] ? [[name, env[variables[name]]]] : [])),
  )
}

function pick<T>(
  layers: readonly Layer[],
  name: keyof Settings,
  read: (text: string) => T,
): Setting<T> | undefined {
  const layer = layers.find(({ settings }) => settings[name] !== undefined)
  if (!layer) return undefined
  try {
    return settingOf(layer, read(layer.settings[name]!))
  } catch (error) {
    if (!(error instanceof UsageError) || layer.from !== 'environment') throw error
    throw new UsageError(`${variables[name]}: ${error.message}`, { hint: error.hint, cause: error })
  }
}

const settingOf = <T>({ from, file }: Layer, value: T): Setting<T> => ({ value, from, ...(file && { file }) })

/** In files a user and whom to trust belong to the server beside them, and hold at no other. */
function isAbout({ file, settings: { server } }: Layer, origin: string): boolean {
  return file === undefined || server === undefined || originOf(server) === origin
}
