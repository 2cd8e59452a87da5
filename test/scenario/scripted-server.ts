import { createServer, type Socket } from 'node:net'

/** What a scripted server does with a line: what it answers, if anything. */
export type Answer = (line: string, socket: Socket) => string | undefined

export interface ScriptedServer {
  readonly url: URL
  /** Every line that came, from whichever connection. */
  readonly lines: string[]
  /** How many connections are open. */
  connections(): number
  close(): Promise<void>
}

interface Options {
  readonly answer?: Answer
  readonly onConnect?: (socket: Socket) => void
  /** A free one unless given. */
  readonly port?: number
}

const greet = (socket: Socket) => socket.write('success hello\n')

/** Answers what a preflight asks, and success to all else. */
export const agree: Answer = () => 'success []'

/** A line server that does as it is told: the opposite of a reference server. */
export async function scriptedServer({
  answer = agree,
  onConnect = greet,
  port: wanted = 0,
}: Options = {}): Promise<ScriptedServer> {
  const sockets = new Set<Socket>()
  const lines: string[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    let rest = ''
    socket.on('data', (bytes) => {
      const parts = (rest + bytes).split('\n')
      rest = parts.pop()!
      for (const line of parts) {
        lines.push(line)
        const reply = answer(line, socket)
        if (reply !== undefined && socket.writable) socket.write(`${reply}\n`)
      }
    })
    onConnect(socket)
  })
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: new URL(`tcp://127.0.0.1:${port}`),
    lines,
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
