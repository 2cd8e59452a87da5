import { decodeArguments } from '../../cli/args.js'
import { UsageError } from '../../cli/errors.js'
import { chat } from '../chat.js'
import type { Action, Menu } from '../menu.js'
import type { Shell } from '../shell.js'

const create: Action = {
  word: 'create',
  usage: '[name]',
  summary: 'make a group',
  async run(words, shell) {
    const title = words.join(' ') || (await shell.question('text', 'Name of the group'))
    const args = decodeArguments('GROUP-CREATE', { title })
    const { text, value } = await shell.request((client) => client.groupCreate(args))
    shell.note(value ? `Made the group ${value.name}. Who knows its code may join: ${value.code}` : text)
    shell.showEquivalent('group create', [title])
    await shell.learnGroups()
    return undefined
  },
}

const get: Action = {
  word: 'get',
  summary: 'which groups you are in, numbered',
  async run(_, shell) {
    const { value = [], text } = await shell.learnGroups()
    if (value.length === 0)
      shell.note(text === '[]' ? 'You are in no group yet: create [name] or join [code]' : text)
    await shell.table(
      value.map((group, i) => ({ ...group, number: i + 1 })),
      [
        { title: 'no', value: ({ number }) => number, align: 'right', whole: true },
        { title: 'name', value: ({ name }) => name },
        { title: 'code', value: ({ code }) => code, whole: true },
        { title: 'role', value: ({ role }) => role },
        { title: 'members', value: ({ members }) => members, align: 'right' },
        { title: 'unread', value: ({ unread }) => unread, align: 'right' },
      ],
    )
    shell.showEquivalent('group get')
    return undefined
  },
}

const join: Action = {
  word: 'join',
  usage: '[code]',
  summary: 'join a group by its code',
  async run([given, ...more], shell) {
    if (more.length > 0) throw new UsageError('a code holds no space')
    const code = given ?? (await shell.question('text', 'Code of the group'))
    const args = decodeArguments('GROUP-JOIN', { code })
    const { text, value } = await shell.request((client) => client.groupJoin(args))
    shell.note(value ? `Joined ${value.name}.` : text)
    shell.showEquivalent('group join', [code])
    await shell.learnGroups()
    return undefined
  },
}

const talk: Action = {
  word: 'chat',
  usage: '[number in the list]',
  summary: 'chat in a group',
  candidates: numbersAndCodes,
  async run(words, shell) {
    await chat(shell, { isGroup: true, name: await codeOf(words, shell, 'In which group') })
    return undefined
  },
}

const invite: Action = {
  word: 'invite',
  usage: '[number] [usernames]',
  summary: 'bring others into a group that you administer',
  candidates: (place, shell) => (place === 0 ? numbersAndCodes(place, shell) : shell.contacts),
  async run([which, ...given], shell) {
    const code = await codeOf(which === undefined ? [] : [which], shell, 'Into which group')
    const names =
      given.length > 0
        ? given
        : (await shell.question('text', 'Whom (several with spaces between)')).trim().split(/ +/)
    const args = decodeArguments('GROUP-INVITE', { code, names })
    const { text, value } = await shell.request((client) => client.groupInvite(args))
    if (!value) shell.note(text)
    else {
      if (value.added.length > 0) shell.note(`Invited ${value.added.join(', ')}.`)
      for (const { name, code } of value.rejected) shell.note(`${name} was not invited: ${code}`)
    }
    shell.showEquivalent('group invite', [code, ...names])
    return undefined
  },
}

const exit: Action = {
  word: 'exit',
  usage: '[number in the list]',
  summary: 'leave a group',
  candidates: numbersAndCodes,
  async run(words, shell) {
    const code = await codeOf(words, shell, 'Which group to leave')
    const { text, value } = await shell.request((client) => client.groupExit({ code }))
    shell.note(value ? `Left ${value.name}.` : text)
    shell.showEquivalent('group exit', [code])
    await shell.learnGroups()
    return undefined
  },
}

/** One's groups. A group is named by its number in the list or by its code. */
export const group: Menu = {
  name: 'group',
  leave: { word: 'back', summary: 'to the main menu' },
  needsUser: true,
  actions: () => [create, get, join, talk, invite, exit],
}

function numbersAndCodes(place: number, { groups }: Shell): string[] {
  if (place > 0) return []
  return [...groups.map((_, i) => String(i + 1)), ...groups.map(({ code }) => code)]
}

/** The code that is meant: of the group with this number, or the word itself; chosen from the list where none is given. */
async function codeOf([word, ...more]: readonly string[], shell: Shell, question: string): Promise<string> {
  if (more.length > 0) throw new UsageError('one group at a time: give its number in the list, or its code')
  if (shell.groups.length === 0 || word === undefined) await shell.learnGroups()
  if (word === undefined) {
    if (shell.groups.length === 0)
      throw new UsageError('you are in no group yet', { hint: 'create [name] or join [code]' })
    return shell.choose(
      question,
      shell.groups.map(({ code, name }) => ({ value: code, words: `${name}  ${code}` })),
    )
  }
  const numbered = /^[1-9]\d{0,3}$/.test(word) ? shell.groups[Number(word) - 1] : undefined
  if (numbered) return numbered.code
  if (/^\d{1,4}$/.test(word)) throw new UsageError(`your list has no group ${word}`, { hint: 'get' })
  return decodeArguments('GROUP-EXIT', { code: word }).code
}
