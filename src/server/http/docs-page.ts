import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { openapi } from './openapi.js'
import { GUARDS, send } from './send.js'

const require = createRequire(import.meta.url)

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>py-chat over HTTP</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
`
const START = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  validatorUrl: null,
})
`
/** All that the page needs comes from here. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = { ...GUARDS, 'content-security-policy': POLICY, 'cache-control': 'no-cache' }

/** The package's files that the page loads, by their types. */
const ASSETS = {
  'swagger-ui-bundle.js': 'text/javascript',
  'swagger-ui.css': 'text/css',
  'favicon-32x32.png': 'image/png',
}

const WITH_HEAD = { exposeHeadRoute: true }

/** What the gateway answers: for machines as /openapi.json, for people as /docs. */
export function docsPage(app: FastifyInstance): void {
  const document = JSON.stringify(openapi())
  const assets = join(dirname(require.resolve('@fastify/swagger-ui')), 'static')
  const get = (url: string, type: string, body: string) =>
    app.get(url, WITH_HEAD, (_request, reply) =>
      reply.headers(HEADERS).type(`${type}; charset=utf-8`).send(body),
    )

  // Below whatever path a proxy has it.
  app.get('/', (_request, reply) => reply.headers(GUARDS).redirect('docs'))
  app.get('/openapi.json', WITH_HEAD, (_request, reply) =>
    send(reply, { status: 200, headers: undefined, body: document }),
  )
  get('/docs', 'text/html', PAGE)
  get('/docs/start.js', 'text/javascript', START)
  for (const [name, type] of Object.entries(ASSETS)) {
    app.get(`/docs/${name}`, (_request, reply) =>
      reply
        .headers({ ...HEADERS, 'cache-control': 'public, max-age=3600' })
        .type(type)
        .send(createReadStream(join(assets, name))),
    )
  }
}
