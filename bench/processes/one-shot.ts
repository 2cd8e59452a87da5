import { logIn } from './dialogue.js'

// The least that a client can do in a process of its own: connect, log in, send one message, and go.
const [port, token, reader] = process.argv.slice(2) as [string, string, string]
const socket = await logIn(Number(port), token)
socket.write(`CHAT-PRIVATE-SEND ${reader} hi\n`)
socket.on('data', (reply) => {
  process.exitCode = reply.toString().startsWith('success') ? 0 : 1
  socket.end()
})
