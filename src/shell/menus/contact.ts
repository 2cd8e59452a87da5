import { decodeArguments } from '../../cli/args.js'
import { UsageError } from '../../cli/errors.js'
import { chat } from '../chat.js'
import type { Action, Menu } from '../menu.js'
import type { Shell } from '../shell.js'

const get: Action = {
  word: 'get',
  summary: 'who your contacts are',
  async run(_, shell) {
    const { value = [], text } = await shell.learnContacts()
    if (value.length === 0) shell.note(text === '[]' ? 'You have no contacts yet: add [username]' : text)
    await shell.table(value, [
      { title: 'name', value: ({ name }) => name },
      { title: 'online', value: ({ online }) => (online ? 'yes' : 'no') },
    ])
    shell.showEquivalent('contact get')
    return undefined
  },
}

const add: Action = {
  word: 'add',
  usage: '[username]',
  summary: 'add somebody',
  async run(words, shell) {
    const name = oneName(words) ?? (await shell.question('text', 'Whom to add'))
    const { text, value } = await shell.request((client) =>
      client.contactAdd(decodeArguments('CONTACT-ADD', { name })),
    )
    shell.note(value ? `Added ${value.name}.` : text)
    shell.showEquivalent('contact add', [name])
    await shell.learnContacts()
    return undefined
  },
}

const del: Action = {
  word: 'del',
  usage: '[username]',
  aliases: ['delete'],
  summary: 'remove somebody',
  candidates: (place, { contacts }) => (place === 0 ? contacts : []),
  async run(words, shell) {
    const name = oneName(words) ?? (await chosen(shell, 'Whom to remove'))
    const { text, value } = await shell.request((client) =>
      client.contactDelete(decodeArguments('CONTACT-DELETE', { name })),
    )
    shell.note(value ? `Removed ${value.name}.` : text)
    shell.showEquivalent('contact delete', [name])
    await shell.learnContacts()
    return undefined
  },
}

const talk: Action = {
  word: 'chat',
  usage: '[username]',
  summary: 'chat with somebody',
  candidates: (place, { contacts }) => (place === 0 ? contacts : []),
  async run(words, shell) {
    const name = oneName(words) ?? (await chosen(shell, 'With whom'))
    await chat(shell, { isGroup: false, name })
    return undefined
  },
}

/** One's contacts. */
export const contact: Menu = {
  name: 'contact',
  leave: { word: 'back', summary: 'to the main menu' },
  needsUser: true,
  actions: () => [get, add, del, talk],
}

async function chosen(shell: Shell, question: string): Promise<string> {
  await shell.learnContacts()
  if (shell.contacts.length === 0) return shell.question('text', question)
  return shell.choose(
    question,
    shell.contacts.map((name) => ({ value: name, words: name })),
  )
}

function oneName(words: readonly string[]): string | undefined {
  if (words.length > 1) throw new UsageError('a user name holds no space')
  return words[0]
}
