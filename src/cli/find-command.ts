/** What the start needs to know of a command to run it without looking any further. */
export interface KnownCommand {
  readonly id: string
  /** Whether words may follow its name. */
  readonly takesWords: boolean
}

/**
 * The command that `argv` surely means, by its words as they are typed (`chat send`), and what follows them. Undefined
 * where it takes the whole of oclif to tell: help, topics, mistyped words.
 */
export function findCommand(
  argv: readonly string[],
  known: Readonly<Record<string, KnownCommand>>,
): { id: string; rest: string[] } | undefined {
  if (argv.length === 1 && argv[0] === '--version') return { id: '--version', rest: [] }
  if (asksForHelp(argv)) return undefined
  const end = argv.findIndex((word) => word.startsWith('-'))
  const words = end < 0 ? argv : argv.slice(0, end)
  for (let count = words.length; count > 0; count--) {
    const name = words.slice(0, count).join(' ')
    if (!Object.hasOwn(known, name)) continue
    const { id, takesWords } = known[name]!
    return takesWords || count === words.length ? { id, rest: argv.slice(count) } : undefined
  }
  return undefined
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => word === '--help' || word === '-h')
}
