import { type AddressInfo, createServer, type Socket } from 'node:net'
import { open } from '../../src/server/store/sqlite/open.js'
import { serverProcess } from './server-process.js'

interface Client {
  readonly socket: Socket
  readonly conversations: Map<string, number>
  sender: number | undefined
  unread: string
  replies: string
}

/**
 * What Node and SQLite alone allow: the same file, settings, table and index as the reference server's, one INSERT a
 * line, one transaction a turn of the event loop (or, `each`, a message), every reply after its COMMIT. It checks
 * nothing, and knows no accounts: a connection's first line, AUTH-RESUME, says who sends.
 */
serverProcess<{ path: string; each: boolean }>(async ({ path, each }) => {
  const db = await open(path)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const insert = db.prepare('INSERT INTO message (id, conversation, sender, at, text) VALUES (?, ?, ?, ?, ?)')
  const ready = new Set<Client>()
  const senders = new Map<string, number>()
  const conversations = new Map<string, number>()
  let last = 0

  function turn(): void {
    const at = Date.now()
    const time = new Date(at).toISOString()
    if (!each) begin.run()
    for (const client of ready) {
      const lines = client.unread.split('\n')
      client.unread = lines.pop()!
      for (const line of lines) client.replies += perform(client, line, at, time)
    }
    if (!each) commit.run()
    for (const client of ready) {
      client.socket.write(client.replies)
      client.replies = ''
    }
    ready.clear()
  }

  function perform(client: Client, line: string, at: number, time: string): string {
    if (client.sender === undefined) {
      client.sender = senders.get(line) ?? senders.size + 1
      senders.set(line, client.sender)
      return 'success\n'
    }
    const space = line.indexOf(' ')
    const next = line.indexOf(' ', space + 1)
    const conversation = conversationWith(client, line.slice(space + 1, next))
    insert.run(++last, conversation, client.sender, at, line.slice(next + 1))
    return `success {"id":"${last.toString(36)}","at":"${time}"}\n`
  }

  function conversationWith(client: Client, name: string): number {
    const there = client.conversations.get(name)
    if (there !== undefined) return there
    const key = `${client.sender} ${name}`
    const conversation = conversations.get(key) ?? conversations.size + 1
    conversations.set(key, conversation)
    client.conversations.set(name, conversation)
    return conversation
  }

  const server = createServer({ noDelay: true }, (socket) => {
    const client: Client = { socket, conversations: new Map(), sender: undefined, unread: '', replies: '' }
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('data', (text: string) => {
      client.unread += text
      if (ready.size === 0) setImmediate(turn)
      ready.add(client)
    })
    socket.write('success hello\n')
  })
  // Holds on to the database: the statements alone do not, and one of a collected database crashes.
  server.on('close', () => db.close())
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  return (server.address() as AddressInfo).port
})
