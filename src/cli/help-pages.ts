import { variables } from './config.js'
import { exitMeanings } from './exit-codes.js'
import { wrap } from './wrap.js'

interface Page {
  readonly summary: string
  readonly title: string
  readonly rows: readonly (readonly [term: string, meaning: string])[]
  /** Paragraphs; what is indented is shown as it is. */
  readonly notes: readonly string[]
}

/** The widest that is easily read. */
const WIDEST = 100
/** What stands before a term and behind it. */
const GAP = 2

/** A page for a terminal of so many columns. */
export function pageText({ title, rows, notes }: Page, columns: number): string {
  const width = Math.min(columns, WIDEST)
  const column = Math.max(...rows.map(([term]) => term.length)) + 2 * GAP
  const list = rows.map(([term, meaning]) => {
    const head = `${' '.repeat(GAP)}${term}`
    // Where hardly anything of the meanings would stand in a line, they stand below.
    if (width < 2 * column) return `${head}\n${indented(meaning, width, 2 * GAP)}`
    return `${head.padEnd(column)}${indented(meaning, width, column).trimStart()}`
  })
  const paragraphs = notes.map((note) => (note.startsWith(' ') ? note : indented(note, width, 0)))
  return [title, ...list, '', ...paragraphs].join('\n')
}

function indented(text: string, width: number, indent: number): string {
  const begin = ' '.repeat(indent)
  return `${begin}${wrap(text, width, indent, indent).join(`\n${begin}`)}`
}

/** Help that belongs to no command: `pychat help exit-codes`. */
export const pages: Readonly<Record<string, Page>> = {
  'exit-codes': {
    summary: 'What the exit codes mean',
    title: 'EXIT CODES',
    rows: Object.entries(exitMeanings),
    notes: [
      'With --json an error is one line on stderr, and stdout stays empty:',
      '  {"error":{"code","exit","message","definite","hint"}}',
      'definite says whether the request surely had no effect, so that it may be sent again.',
    ],
  },
  environment: {
    summary: 'The variables that pychat reads',
    title: 'ENVIRONMENT',
    rows: [
      [variables.server, 'the server, where no --server is given'],
      [variables.profile, 'the profile, where no --profile is given'],
      [variables.user, 'whose session, where no --user is given'],
      [variables.timeout, 'how long to wait, where no --timeout is given'],
      [variables.ca, "a file of certificates to trust beside the system's, where no --ca is given"],
      [variables.token, 'a token in place of the stored credential'],
      [variables.password, 'a password in place of the stored credential, and for auth commands'],
      [variables.newPassword, 'the new password for auth password'],
      [variables.webhookSecret, 'what listen --webhook signs with, in place of the stored secret'],
      [variables.keychain, 'off leaves the system keychain alone'],
      [variables.debug, 'set, an error shows where in pychat it came from'],
      ['CI', 'set, nothing is ever asked'],
      ['NO_COLOR', 'set, nothing is coloured'],
      ['FORCE_COLOR', 'set, colours go into pipes as well; 0 for none on a terminal'],
      ['XDG_CONFIG_HOME', 'where pychat/config.yaml is (default ~/.config)'],
      ['XDG_STATE_HOME', 'where credentials are kept that no keychain takes (default ~/.local/state)'],
      ['XDG_CACHE_HOME', 'where compiled code and names for completion are kept (default ~/.cache)'],
    ],
    notes: [
      'A secret is used only for the server and the user that the environment names beside it, if it names any: a flag ' +
        'that names others does not send it there, and to a server that a .pychat.yaml names it goes only where ' +
        `${variables.server} names the same one.`,
    ],
  },
}
