import { userInfo } from 'node:os'
import { isAbsolute } from 'node:path'

/**
 * The user's home: HOME, or what the system has where that is no whole path, since what is kept there must not land in
 * whatever folder one stands in. A user whom the system does not know, as in some containers, has none.
 */
export function homeFolder({ HOME = '' }: NodeJS.ProcessEnv): string {
  if (isAbsolute(HOME)) return HOME
  try {
    return userInfo().homedir
  } catch {
    return '/nonexistent'
  }
}
