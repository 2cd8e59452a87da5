import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Pems } from '../../helpers/certificates.js'

/** What a request was, once its body has come. */
export interface Asked {
  /** `POST /session`, with the query. */
  readonly what: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Which connection it came over, from 1. */
  readonly connection: number
}

/** One that takes the request has it before its body has come. */
type Answer = (response: ServerResponse, asked: Asked, request: IncomingMessage) => unknown

export const INFO = {
  server: 'a gateway',
  protocol: 1,
  limits: { argument: 100, line: 65_536, file: 1_000_000, batch: 500 },
  extensions: [],
}

/** Answers with a value as JSON. */
export const json =
  (value: unknown, headers: Record<string, string> = {}, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

/** Answers with a refusal as a problem document. */
export const problem =
  (status: number, code: string, message = 'no', headers: Record<string, string> = {}): Answer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify({ type: 'about:blank', title: code, status, code, message }))

/** Answers that it is done. */
export const done: Answer = (response) => response.writeHead(204).end()

/**
 * A gateway on the loopback address for the time of one test: it answers each request by its method and path. GET
 * /server and the end of a session it knows by itself.
 */
export async function gateway(routes: Readonly<Record<string, Answer>>, certificate?: Pems) {
  const known: Readonly<Record<string, Answer>> = {
    'GET /server': json(INFO),
    'POST /session': json({ user: 'ann', unread: 0, session: 'secret' }, { session: 'secret' }, 201),
    'POST /session/close': done,
    ...routes,
  }
  const asked: Asked[] = []
  const sockets = new Map<unknown, number>()
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    const what = `${request.method} ${request.url}`
    if (!sockets.has(request.socket)) sockets.set(request.socket, sockets.size + 1)
    const answer = known[what] ?? known[what.split('?', 1)[0]!] ?? problem(404, 'unknown-keyword', what)
    const isEarly = answer.length === 3
    const told = { what, headers: request.headers, connection: sockets.get(request.socket)! }
    request.on('error', () => {})
    response.on('error', () => {})
    try {
      if (!isEarly) for await (const chunk of request) chunks.push(chunk)
    } catch {
      return
    }
    const all = { ...told, body: Buffer.concat(chunks).toString() }
    asked.push(all)
    answer(response, all, request)
  }
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
  }
}
