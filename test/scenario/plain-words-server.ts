import type { Answer } from './scripted-server.js'

interface Group {
  readonly name: string
  readonly members: string[]
  readonly unread: Map<string, string[]>
}

const KEYWORDS = /^(AUTH-LOGOUT|(CONTACT|GROUP|CHAT|FILE|NOTIF)-[A-Z-]+)$/

/** The least that the assignment demands: no JSON, no codes, no extensions, replies in words. Files are not taken. */
export function plainWords(): Answer {
  const passwords = new Map<string, string>()
  const sessions = new WeakMap<object, string>()
  const contacts = new Map<string, Set<string>>()
  const inbox: { from: string; to: string; text: string }[] = []
  const groups = new Map<string, Group>()

  return (line, socket) => {
    const [keyword = '', ...words] = line.replace(/\r$/, '').split(' ')
    const [first = '', second = '', third = ''] = words
    const rest = words.slice(1).join(' ')
    const me = sessions.get(socket)
    const no = (cause: string) => `failed ${cause}`
    if (words.some((word) => word.length > 100)) return no('too long')
    if (keyword === 'AUTH-REGISTER') {
      if (third === '' || second !== third || passwords.has(first))
        return no('choose another name, or equal passwords')
      passwords.set(first, second)
      contacts.set(first, new Set())
      return 'success you are registered'
    }
    if (keyword === 'AUTH-LOGIN') {
      if (me !== undefined) return no('you are logged in')
      if (!passwords.has(first)) return no('no such account, use AUTH-REGISTER first')
      if (passwords.get(first) !== second) return no('that is not the password')
      sessions.set(socket, first)
      return `success welcome ${first}`
    }
    if (!KEYWORDS.test(keyword)) return no('what?')
    if (me === undefined) return no('log in with AUTH-LOGIN or AUTH-REGISTER')
    const group = groups.get(first)
    const take = (matches: (message: (typeof inbox)[0]) => boolean) => {
      const found = inbox.filter(matches)
      for (const message of found) inbox.splice(inbox.indexOf(message), 1)
      return `success ${found.map(({ text }) => text).join(' | ')}`
    }
    switch (keyword) {
      case 'AUTH-LOGOUT':
        sessions.delete(socket)
        return 'success bye'
      case 'CONTACT-ADD':
        if (!passwords.has(first)) return no('nobody')
        contacts.get(me)!.add(first)
        return 'success added'
      case 'CONTACT-DELETE':
        return contacts.get(me)!.delete(first) ? 'success deleted' : no('not there')
      case 'CONTACT-GET':
        return `success your contacts: ${[...contacts.get(me)!].join(' ')}`
      case 'CHAT-PRIVATE-SEND':
        if (!passwords.has(first) || rest === '') return no('to whom, and what?')
        inbox.push({ from: me, to: first, text: rest })
        return 'success sent'
      case 'CHAT-PRIVATE-GET':
        return passwords.has(first) ? take(({ from, to }) => from === first && to === me) : no('nobody')
      case 'NOTIF-GET':
        return `success ${inbox
          .filter(({ to }) => to === me)
          .map(({ text }) => text)
          .join(' | ')}`
      case 'GROUP-CREATE': {
        if (first === '') return no('how is it called?')
        const code = `g${groups.size}`
        groups.set(code, { name: words.join(' '), members: [me], unread: new Map() })
        return `success group made, code: ${code}`
      }
      case 'GROUP-GET':
        return `success ${[...groups.values()]
          .filter(({ members }) => members.includes(me))
          .map(({ name }) => name)
          .join(' | ')}`
    }
    if (!group) return no('no such group')
    if (keyword === 'GROUP-JOIN') {
      group.members.push(me)
      return 'success joined'
    }
    if (!group.members.includes(me)) return no('not yours')
    switch (keyword) {
      case 'GROUP-INVITE':
        return group.members[0] === me ? 'success invited' : no('only the admin')
      case 'GROUP-EXIT':
        group.members.splice(group.members.indexOf(me), 1)
        return 'success left'
      case 'CHAT-GROUP-SEND':
        for (const to of group.members) group.unread.set(to, [...(group.unread.get(to) ?? []), rest])
        return 'success sent'
      case 'CHAT-GROUP-GET': {
        const texts = group.unread.get(me) ?? []
        group.unread.delete(me)
        return `success ${texts.join(' | ')}`
      }
      default:
        return no('no files here')
    }
  }
}
