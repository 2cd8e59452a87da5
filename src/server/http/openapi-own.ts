import { refusals } from '../../protocol/refusals.js'
import { refusalResponses, type Schema } from './openapi-schemas.js'

const bearer = ['not-authorized', 'bad-token', 'too-many-attempts', 'busy', 'internal'] as const
const common = bearer.map((code) => [code, refusals[code].http] as const)
const gone = [['bad-argument', 410]] as const
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const done = { description: 'done' }

/** The gateway's own routes, which are no verbs. */
export const ownPaths: Readonly<Record<string, Schema>> = {
  '/session/close': {
    post: {
      operationId: 'closeSession',
      summary: 'End the session as closing a connection does',
      description:
        'It revokes nothing; what was handed out and not settled is unread again (AUTH-4, CHAT-3).',
      tags: ['auth'],
      responses: { 204: done, ...refusalResponses(common) },
    },
  },
  '/handouts/{id}/settle': {
    post: {
      operationId: 'settleHandout',
      summary: 'Settle what was handed out: it is fetched',
      description: 'Within 60 seconds, else its messages are unread again (CHAT-3).',
      tags: ['chat'],
      parameters: [id],
      responses: { 204: done, ...refusalResponses([...common, ...gone]) },
    },
  },
  '/handouts/{id}': {
    delete: {
      operationId: 'giveBackHandout',
      summary: 'Give back what was handed out: it is unread again',
      tags: ['chat'],
      parameters: [id],
      responses: { 204: done, ...refusalResponses([...common, ...gone]) },
    },
  },
  '/healthz': {
    get: {
      operationId: 'health',
      summary: 'Tell that the server answers',
      tags: ['server'],
      security: [],
      responses: {
        200: {
          description: 'it does',
          content: {
            'application/json': {
              schema: { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
            },
          },
        },
      },
    },
  },
}
