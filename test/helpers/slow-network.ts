import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** The address of a server behind a network that carries so many bytes a second, for the time of one test. */
export async function slowNetwork(server: string, bytesPerSecond: number): Promise<string> {
  const { hostname, port } = new URL(server)
  const sockets = new Set<Socket>()
  const carry = async (from: Socket, to: Socket) => {
    sockets.add(from)
    for await (const bytes of from) {
      to.write(bytes)
      await pause((bytes.length * 1000) / bytesPerSecond)
    }
    to.end()
  }
  const network = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    carry(near, far).catch(() => far.destroy())
    carry(far, near).catch(() => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(network, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    network.close()
  })
  return `tcp://127.0.0.1:${(network.address() as AddressInfo).port}`
}
