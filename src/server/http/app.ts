import type { ServerOptions as HttpOptions, IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Refusal } from '../../protocol/refusals.js'
import type { Certificate } from '../options.js'
import { tlsSettings } from '../tls-settings.js'
import { BODY_BYTES, takeBodies } from './bodies.js'
import type { Desk } from './desk.js'
import { docsPage } from './docs-page.js'
import { downloadRoutes } from './download-routes.js'
import { eventRoute } from './event-route.js'
import { answerBrokenRequest, problemOf } from './faults.js'
import { handoutRoutes } from './handout-routes.js'
import { hangUp } from './hang-up.js'
import { answerUnknownRoutes } from './not-found.js'
import { Refused } from './problem.js'
import { send } from './send.js'
import { sessionRoutes } from './session-routes.js'
import { uploadRoutes } from './upload-routes.js'
import { verbRoutes } from './verb-routes.js'

/** What a listener of the gateway is told. */
export interface AppOptions {
  /** Pages of these origins may ask too (CORS). */
  readonly origins?: readonly string[] | undefined
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: readonly string[] | undefined
  /** With it the same inside TLS. */
  readonly tls?: Certificate | undefined
  /** How long a connection may stay without a byte either way, in milliseconds. */
  readonly idleTimeout?: number | undefined
}

/** How long a connection may stay between two requests, in milliseconds. */
const BETWEEN = 30_000
/** Requests of one connection, after which it is closed, so that places go round. */
const REQUESTS = 100_000
/** In milliseconds: longer than any password waits. */
const IDLE_TIMEOUT = 300_000
/** The slowest upload that is waited for, in bytes a millisecond. */
const SLOWEST = 16
/** When TCP starts to ask whether a silent client is still there, in milliseconds. */
const KEEP_ALIVE = 60_000
/** How often Node looks for time-outs, in milliseconds. */
const CHECK = 1000

const UNCLEAR = new Refusal('malformed', 'one Host header is needed, and no more')
const CODED = new Refusal('malformed', 'the body must come as it is, without a Content-Encoding')
const EXPECTING = new Refusal('malformed', 'of Expect only 100-continue is known')

/** What a page of another origin may read of an answer's head. */
const EXPOSED = [
  'Session',
  'Handout',
  'Idempotent-Replayed',
  'Retry-After',
  'ETag',
  'Mime',
  'Content-Disposition',
  'Location',
]

/** Builds the gateway's way in: Fastify with a route for every verb. */
export async function buildApp(
  desk: Desk,
  { origins = [], trustProxy = [], tls, idleTimeout = IDLE_TIMEOUT }: AppOptions,
): Promise<FastifyInstance> {
  const { maxArgument, maxFile, lineTimeout, handshakeTimeout } = desk.services.limits
  // Two arguments in the path, each character up to twelve bytes of it.
  const maxHeaderSize = Math.min(16_384 + 24 * maxArgument, 131_072)
  const http: HttpOptions = {
    maxHeaderSize,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE,
    connectionsCheckingInterval: CHECK,
    headersTimeout: lineTimeout,
    // Node would answer without a problem document.
    requireHostHeader: false,
  }
  const app = Fastify({
    ...(tls
      ? { https: { ...http, ...tlsSettings, handshakeTimeout, cert: tls.cert, key: tls.key } }
      : { http }),
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    bodyLimit: BODY_BYTES,
    requestTimeout: lineTimeout + Math.ceil(maxFile / SLOWEST),
    connectionTimeout: idleTimeout,
    keepAliveTimeout: BETWEEN,
    maxRequestsPerSocket: REQUESTS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: maxHeaderSize, querystringParser: (query) => query as never },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => fail(desk, error, request, reply),
  }) as unknown as FastifyInstance
  app.setErrorHandler((error, request, reply) => fail(desk, error, request, reply))
  app.addHook('onRequest', ({ raw }, _reply, done) => done(faultOf(raw)))
  answerUnknownRoutes(app)
  app.get('/healthz', { exposeHeadRoute: true }, (_request, reply) =>
    send(reply, { status: 200, headers: undefined, body: '{"status":"ok"}' }),
  )
  docsPage(app)
  app.register(async (scope) => {
    takeBodies(scope, lineTimeout)
    sessionRoutes(scope, desk)
    handoutRoutes(scope, desk)
    verbRoutes(scope, desk)
  })
  uploadRoutes(app, desk)
  downloadRoutes(app, desk)
  eventRoute(app, desk)
  if (origins.length > 0) await allowOrigins(app, origins)
  // Who asks whether the body may come is answered by the route; who expects anything else, by the hook above.
  app.server.on('checkContinue', app.routing).on('checkExpectation', app.routing)
  return app
}

/** What is wrong with a request, wherever it goes. */
function faultOf({ headers, headersDistinct, httpVersion }: IncomingMessage): Refused | undefined {
  const hosts = headersDistinct.host?.length ?? 0
  // RFC 9112, 3.2. With two of them a proxy and we could take a request for different ones.
  if (hosts > 1 || (hosts === 0 && httpVersion !== '1.0')) return new Refused(UNCLEAR)
  const { 'content-encoding': coding = 'identity', expect = CONTINUE } = headers
  if (coding.toLowerCase() !== 'identity') return new Refused(CODED, 415, { 'accept-encoding': 'identity' })
  if (expect.toLowerCase() !== CONTINUE && httpVersion !== '1.0') return new Refused(EXPECTING, 417)
  return undefined
}

const CONTINUE = '100-continue'

async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  const { default: cors } = await import('@fastify/cors')
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: EXPOSED,
    strictPreflight: false,
    maxAge: 600,
  })
}

function fail(desk: Desk, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  hangUp(request, reply)
  send(reply, problemOf(error, desk.services.log))
}
