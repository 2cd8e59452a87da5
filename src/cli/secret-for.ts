import { environmentSecret, type Secret, type Wanted } from '../credentials/environment.js'
import { environment, type Setting } from './config.js'
import type { Resolved } from './resolve-config.js'

/** The secret of the environment, where it is meant for the server and the user of these settings. */
export function secretFor(
  { profile, server, user }: Pick<Resolved, 'profile' | 'server' | 'user'>,
  env: NodeJS.ProcessEnv,
): Secret | undefined {
  const userIsFlag = (user?.from === 'profile' ? profile : user)?.from === 'flag'
  return environmentSecret(environment(env), { ...placeOf(server), user: user?.value, userIsFlag })
}

/** A server, for the question which secrets are meant for it. */
export const placeOf = ({ value, from }: Setting<string>): Pick<Wanted, 'origin' | 'serverIsProject'> => ({
  origin: value,
  serverIsProject: from === 'project-file',
})
