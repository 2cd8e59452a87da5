import { variables } from './config.js'
import { exitMeanings } from './exit-codes.js'

interface Page {
  readonly summary: string
  readonly text: string
}

const list = (rows: readonly (readonly [string | number, string])[]) =>
  rows.map(([name, words]) => `  ${String(name).padEnd(WIDTH)}${words}\n`).join('')

const WIDTH = 24

/** Help that belongs to no command: `pychat help exit-codes`. */
export const pages: Readonly<Record<string, Page>> = {
  'exit-codes': {
    summary: 'What the exit codes mean',
    text: `EXIT CODES\n${list(Object.entries(exitMeanings))}
With --json an error is one line on stderr, and stdout stays empty:
  {"error":{"code","exit","message","definite","hint"}}
definite says whether the request surely had no effect, so that it may be sent again.`,
  },
  environment: {
    summary: 'The variables that pychat reads',
    text: `ENVIRONMENT\n${list([
      [variables.server, 'the server, where no --server is given'],
      [variables.profile, 'the profile, where no --profile is given'],
      [variables.user, 'whose session, where no --user is given'],
      [variables.timeout, 'how long to wait, where no --timeout is given'],
      [variables.ca, "a file of certificates to trust beside the system's, where no --ca is given"],
      [variables.token, 'a token in place of the stored credential'],
      [variables.password, 'a password in place of the stored credential, and for auth commands'],
      [variables.newPassword, 'the new password for auth password'],
      [variables.keychain, 'off leaves the system keychain alone'],
      [variables.debug, 'set, an error shows where in pychat it came from'],
      ['CI', 'set, nothing is ever asked'],
      ['NO_COLOR', 'set, nothing is coloured'],
      ['XDG_CONFIG_HOME', 'where pychat/config.yaml is (default ~/.config)'],
      ['XDG_STATE_HOME', 'where credentials are kept that no keychain takes (default ~/.local/state)'],
      ['XDG_CACHE_HOME', 'where compiled code waits for the next start (default ~/.cache)'],
    ])}
A secret is used only for the server and the user that the environment names beside it, if it names any: a flag
that names others does not send it there, and to a server that a .pychat.yaml names it goes only where
${variables.server} names the same one.`,
  },
}
