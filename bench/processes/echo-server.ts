import { type AddressInfo, createServer } from 'node:net'
import { countLines } from './dialogue.js'
import { serverProcess } from './server-process.js'

const REPLY = 'success {"id":"4fti4g","at":"2026-01-31T12:00:00.000Z"}\n'

/** What Node's sockets alone allow: answers each line with a constant one and keeps nothing. */
serverProcess<object>(async () => {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => socket.write(REPLY.repeat(countLines(bytes))))
    socket.write('success hello\n')
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve))
  return (server.address() as AddressInfo).port
})
