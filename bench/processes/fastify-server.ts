import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { open } from '../../src/server/store/sqlite/open.js'
import { serverProcess } from './server-process.js'

/**
 * What Fastify and SQLite alone allow: the same file, settings, table and index as the reference server's, one INSERT a
 * request, one transaction a turn of the event loop, every answer after its COMMIT. It checks nothing, and knows no
 * accounts.
 */
serverProcess<{ path: string }>(async ({ path }) => {
  const db = await open(path)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const insert = db.prepare('INSERT INTO message (id, conversation, sender, at, text) VALUES (?, ?, ?, ?, ?)')
  const senders = new Map<string, number>()
  const conversations = new Map<string, number>()
  let ready: Sending[] = []
  let last = 0

  function turn(): void {
    const sendings = ready
    ready = []
    const at = Date.now()
    const time = new Date(at).toISOString()
    begin.run()
    const answers = sendings.map(({ sender, name, text }) => {
      insert.run(++last, numberOf(conversations, `${sender} ${name}`), numberOf(senders, sender), at, text)
      return { id: last.toString(36), at: time }
    })
    commit.run()
    sendings.forEach(({ resolve }, i) => void resolve(answers[i]!))
  }

  const app = Fastify()
  app.post<{ Params: { name: string }; Body: { message: string } }>(
    '/users/:name/messages',
    (request, reply) => {
      const { authorization: sender = '' } = request.headers
      reply.code(201)
      return new Promise((resolve) => {
        if (ready.length === 0) setImmediate(turn)
        ready.push({ sender, name: request.params.name, text: request.body.message, resolve })
      })
    },
  )
  app.addHook('onClose', async () => db.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
})

interface Sending {
  readonly sender: string
  readonly name: string
  readonly text: string
  resolve(answer: object): void
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const number = numbers.get(key) ?? numbers.size + 1
  numbers.set(key, number)
  return number
}
