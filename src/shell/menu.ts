import { lastWord } from './complete.js'
import type { Entry } from './prompter.js'
import type { Shell } from './shell.js'

/** One command of a menu. */
export interface Action extends Entry {
  /** Other ways to write it. */
  readonly aliases?: readonly string[]
  /** Does it with the words behind the command; what is missing is asked for. Resolves with the menu to go on in. */
  run(words: readonly string[], shell: Shell): Promise<Menu | undefined>
  /** What may stand in the place of a word: 0 is the first behind the command. */
  candidates?(place: number, shell: Shell): readonly string[]
}

/** A list of commands, and what leaves it. */
export interface Menu {
  readonly name: string
  /** What can be done, as things are. */
  actions(shell: Shell): readonly Action[]
  /** The word that leaves it. */
  readonly leave: Entry
  /** Whether Ctrl-C and Ctrl-D end the program, and not only the menu. */
  readonly isOutermost?: true
  /** Whether it makes sense only for somebody who is logged in. */
  readonly needsUser?: true
}

/** Asks for commands and runs them until the person leaves; tells whether the program is to go on. */
export async function runMenu(shell: Shell, menu: Menu): Promise<boolean> {
  while (!menu.needsUser || shell.user !== undefined) {
    const actions = menu.actions(shell)
    const line = await ask(shell, menu, actions)
    if (line === undefined) return !menu.isOutermost
    const [word = '', ...words] = line.trim().split(/ +/)
    if (word === menu.leave.word) return menu.leave.word !== 'exit'
    const action = find(actions, word)
    if (!action) {
      if (word !== '') shell.note(`There is no ${word} here; there are ${wordsOf(menu, actions).join(', ')}.`)
      continue
    }
    const next = await action.run(words, shell).catch((error) => shell.complain(error))
    if (next && !(await runMenu(shell, next))) return false
  }
  return true
}

function ask(shell: Shell, menu: Menu, actions: readonly Action[]): Promise<string | undefined> {
  const { prompter, signal } = shell.world
  return prompter.line(
    {
      label: `${menu.name}> `,
      entries: [...actions, menu.leave],
      history: shell.history,
      candidates(line) {
        const words = line.trimStart().split(/ +/)
        const places = words.length - 2
        if (places < 0) return lastWord(line, wordsOf(menu, actions))
        return lastWord(line, find(actions, words[0]!)?.candidates?.(places, shell) ?? [])
      },
      secretAt: (line) => PASSWORD_FOLLOWS.exec(line)?.[0].length ?? Number.POSITIVE_INFINITY,
    },
    signal,
  )
}

/** A line that logs in or registers, up to its password: in whichever menu it is typed, and as the command line has it too. */
const PASSWORD_FOLLOWS = /^ *(?:[^ ]+ +){0,2}?(?:login|register) +[^ ]+ +/i

const find = (actions: readonly Action[], word: string) =>
  actions.find((action) => action.word === word || action.aliases?.includes(word))

const wordsOf = (menu: Menu, actions: readonly Action[]) => [...actions, menu.leave].map(({ word }) => word)
