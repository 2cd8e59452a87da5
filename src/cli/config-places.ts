import { statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { homeFolder } from '../platform/home-folder.js'

/** The name of a project's file. */
const PROJECT_FILE = '.pychat.yaml'

/** Where a user's own config stands, whether or not it exists. */
export function userConfigPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return join(configHome(env, platform), 'pychat', 'config.yaml')
}

function configHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { XDG_CONFIG_HOME, APPDATA } = env
  if (XDG_CONFIG_HOME && isAbsolute(XDG_CONFIG_HOME)) return XDG_CONFIG_HOME
  if (platform === 'win32' && APPDATA) return APPDATA
  return join(homeFolder(env), '.config')
}

/** Where a server keeps its data unless told otherwise. */
export function serverDataPath(env: NodeJS.ProcessEnv): string {
  const { XDG_DATA_HOME = '' } = env
  const home = isAbsolute(XDG_DATA_HOME) ? XDG_DATA_HOME : join(homeFolder(env), '.local', 'share')
  return join(home, 'pychat', 'server')
}

/** The project's file in this folder or the nearest one above it. */
export function projectConfigPath(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  const path = join(folder, PROJECT_FILE)
  if (exists(path)) return path
  const parent = dirname(folder)
  return parent === folder ? undefined : projectConfigPath(parent)
}

/** Whether something is there, of whatever kind; what cannot even be looked at is not. */
export function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
