import { environmentSecret, type Secret, type Wanted, whyWithheld } from '../credentials/environment.js'
import { environment, variables } from './config.js'
import type { Resolved } from './resolve-config.js'

/** The settings that say which secrets are meant. */
type Place = Pick<Resolved, 'profile' | 'server' | 'user'>

/** The secret of the environment, where it is meant for the server and the user of these settings. */
export const secretFor = (place: Place, env: NodeJS.ProcessEnv): Secret | undefined =>
  environmentSecret(environment(env), wantedOf(place))

/** Says which secret of the environment these settings leave unused, and whom it is for; undefined where there is none. */
export function withheld(place: Place, env: NodeJS.ProcessEnv): string | undefined {
  const name = [variables.token, variables.password].find((name) => env[name])
  const named = environment(env)
  const why = name && whyWithheld(named, wantedOf(place))
  if (!why) return undefined
  const reasons = {
    server: `it is for ${named.origin}, which ${variables.server} names`,
    user: `it is that of ${named.user}, whom ${variables.user} names`,
    'project-file': `it does not go to a server that ${place.server.file} names, unless ${variables.server} names it too`,
  }
  return `${name} is not used: ${reasons[why]}`
}

function wantedOf({ profile, server, user }: Place): Wanted {
  const userIsFlag = (user?.from === 'profile' ? profile : user)?.from === 'flag'
  return {
    origin: server.value,
    serverIsProject: server.from === 'project-file',
    user: user?.value,
    userIsFlag,
  }
}
