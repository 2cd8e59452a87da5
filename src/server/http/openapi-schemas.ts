import { type Codec, limit, onOff, size } from '../../protocol/codecs.js'
import { BATCH_MESSAGES } from '../../protocol/limits.js'
import { type RefusalCode, refusals } from '../../protocol/refusals.js'
import type { Shape } from '../../protocol/shape.js'
import { type Argument, message } from '../../protocol/verbs.js'

/** A schema of JSON Schema 2020-12, which OpenAPI 3.1 is written in. */
export type Schema = Readonly<Record<string, unknown>>

/** The schema of a reply's value. */
export function schemaOf(shape: Shape): Schema {
  if (shape === message) return { $ref: '#/components/schemas/Message' }
  switch (shape.kind) {
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) }
    case 'record':
      return recordSchema(shape)
    default:
      return { type: shape.kind }
  }
}

function recordSchema({ fields }: Extract<Shape, { kind: 'record' }>): Schema {
  const entries = Object.entries(fields)
  return {
    type: 'object',
    required: entries.filter(([, field]) => field.kind !== 'optional').map(([name]) => name),
    properties: Object.fromEntries(
      entries.map(([name, field]) => [name, schemaOf(field.kind === 'optional' ? field.of : field)]),
    ),
  }
}

/** The schema of a request's argument. */
export function argumentSchema({ codec, many }: Argument): Schema {
  return many ? { type: 'array', minItems: 1, items: codecSchema(codec) } : codecSchema(codec)
}

function codecSchema(codec: Codec<unknown>): Schema {
  switch (codec) {
    case limit:
      return { type: 'integer', minimum: 1, maximum: BATCH_MESSAGES }
    case size:
      return { type: 'integer', minimum: 1 }
    case onOff:
      return { type: 'string', enum: ['on', 'off'] }
    default:
      return { type: 'string', minLength: 1, description: codec.form }
  }
}

/** What is refused by one name everywhere. */
export const schemas = {
  Message: recordSchema(message),
  Problem: {
    type: 'object',
    description: 'Why a request was refused (RFC 9457).',
    required: ['type', 'title', 'status', 'detail', 'code', 'message', 'definite'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string', description: 'what the code means' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'the cause in words' },
      code: { type: 'string', enum: Object.keys(refusals) },
      message: { type: 'string', description: 'the same as detail, as the line has it' },
      definite: { type: 'boolean', description: 'whether the request surely had no effect' },
    },
  },
} as const

/** Refusals by their status, each with its codes. */
export function refusalResponses(codes: readonly (readonly [RefusalCode, number])[]): Record<string, Schema> {
  const byStatus = new Map<number, Set<RefusalCode>>()
  for (const [code, status] of codes) byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code))
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, of]) => [
        status,
        {
          description: [...of].map((code) => `\`${code}\`: ${refusals[code].words}`).join('; '),
          ...(RETRIED.has(status) && { headers: { 'Retry-After': RETRY_AFTER } }),
          content: {
            'application/problem+json': {
              schema: {
                allOf: [
                  { $ref: '#/components/schemas/Problem' },
                  { properties: { code: { enum: [...of] } } },
                ],
              },
            },
          },
        },
      ]),
  )
}

const RETRIED = new Set([409, 429, 503])
const RETRY_AFTER = { description: 'seconds after which to try again', schema: { type: 'integer' } }
