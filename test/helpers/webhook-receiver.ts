import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { onTestFinished } from 'vitest'

/** A delivery as a receiver got it, its signature verified. */
export interface Got {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A receiver of webhooks for the time of one test. */
export interface Receiver {
  readonly url: string
  readonly secret: string
  /** What it took, in order. */
  readonly got: Got[]
  /** Of what it took, the texts of messages. */
  readonly texts: () => unknown[]
  /** What it answers with; `reset` breaks the connection. */
  status: (got: Got) => number | 'reset'
}

export async function webhookReceiver(): Promise<Receiver> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const verifier = new Webhook(secret)
  const got: Got[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const id = String(request.headers['webhook-id'])
    const one = { ...(verifier.verify(body, request.headers as Record<string, string>) as Got), id }
    const status = receiver.status(one)
    if (status === 'reset') return request.socket.resetAndDestroy()
    if (status < 300) got.push(one)
    response.writeHead(status).end('thank you')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    secret,
    got,
    texts: () => got.map(({ data }) => data.text),
    status: () => 204,
  }
  return receiver
}
