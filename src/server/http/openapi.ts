import { PROTOCOL_VERSION } from '../../protocol/limits.js'
import { type RefusalCode, refusals, SERVER_REFUSALS } from '../../protocol/refusals.js'
import { parseArguments, parseKeyword } from '../../protocol/request.js'
import { type Argument, rowOf, type Verb } from '../../protocol/verbs.js'
import { ownPaths } from './openapi-own.js'
import { argumentSchema, refusalResponses, type Schema, schemaOf, schemas } from './openapi-schemas.js'
import { parametersOf, type Route, readsQuery, routes } from './route.js'
import { defaults } from './words.js'

/** What the gateway answers, as an OpenAPI 3.1 document: every verb from its row, then the gateway's own routes. */
export function openapi(): Schema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  }
  for (const [path, operations] of Object.entries(ownPaths)) paths[path] = { ...paths[path], ...operations }
  return {
    openapi: '3.1.0',
    info: {
      title: 'py-chat over HTTP',
      version: String(PROTOCOL_VERSION),
      description:
        'The verbs of the py-chat protocol, one route each. A session or a token goes as a bearer.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: [...new Set(routes.map(({ verb }) => tagOf(verb)))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'the secret of a session (POST /session), or a token (POST /tokens)',
        },
      },
      schemas,
    },
  }
}

function operationOf(route: Route): Schema {
  const { verb } = route
  const row = rowOf(verb)
  const example = exampleOf(verb)
  const inPath = new Set(parametersOf(route.path))
  const others = row.arguments.filter(({ name }) => !inPath.has(name))
  return {
    operationId: verb.toLowerCase().replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
    summary: row.summary,
    description: `\`${verb}\` of the line (${row.clauses.join(', ')}).`,
    tags: [tagOf(verb)],
    ...(row.session === 'none' && { security: [] }),
    parameters: parametersFor(route, others, example),
    ...bodyOf(route, others, example),
    responses: { [route.status]: successOf(route), ...refusalResponses(codesOf(route)) },
  }
}

function parametersFor(route: Route, others: readonly Argument[], example: Schema): Schema[] {
  const row = rowOf(route.verb)
  const inPath = row.arguments.filter((argument) => !others.includes(argument))
  const path = inPath.map((argument) => parameter(argument, 'path', true, example))
  if (route.verb === 'NOTIF-LISTEN') return FROM
  const query = readsQuery(route)
    ? others
        .filter(({ name }) => !(row.bytes === 'upload' && name === 'size'))
        .map((argument) => parameter(argument, 'query', !(argument.name in defaults), example))
    : []
  return [
    ...path,
    ...query,
    ...(row.bytes === 'upload' ? CHECK : []),
    ...(row.bytes === 'download' ? CONDITIONS : []),
    ...(route.keepsAnswer ? [KEY] : []),
  ]
}

function parameter(argument: Argument, where: 'path' | 'query', required: boolean, example: Schema): Schema {
  const { name } = argument
  const usual = where === 'query' ? defaults[name] : undefined
  const schema = argumentSchema(argument)
  return {
    name,
    in: where,
    required,
    schema:
      usual === undefined
        ? schema
        : { ...schema, default: schema.type === 'integer' ? Number(usual) : usual },
    example: example[name],
  }
}

function bodyOf(route: Route, others: readonly Argument[], example: Schema): Schema {
  const { verb, method } = route
  if (rowOf(verb).bytes === 'upload') {
    return { requestBody: { content: { 'application/octet-stream': { schema: {} } } } }
  }
  if (method === 'GET' || others.length === 0) return {}
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: others.map(({ name }) => name),
    properties: Object.fromEntries(others.map((argument) => [argument.name, argumentSchema(argument)])),
  }
  const shown = Object.fromEntries(others.map(({ name }) => [name, example[name]]))
  return { requestBody: { required: true, content: { 'application/json': { schema, example: shown } } } }
}

function successOf({ verb, keepsAnswer }: Route): Schema {
  const row = rowOf(verb)
  if (verb === 'NOTIF-LISTEN') {
    return {
      description: 'events as they happen, each as JSON; those of messages have their ids',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }
  }
  if (row.bytes === 'download') {
    return { description: 'the bytes', headers: FILE_HEADERS, content: { '*/*': { schema: {} } } }
  }
  const headers = {
    ...(opens(verb) && { Session: header('the secret of the session, to go as a bearer') }),
    ...(row.handsOut && { Handout: header('the id of the hand-out, where anything was handed out') }),
    ...(keepsAnswer && { 'Idempotent-Replayed': header('true where the request was answered before') }),
  }
  const value = row.value && schemaOf(row.value)
  const schema = opens(verb)
    ? {
        allOf: [
          value,
          { type: 'object', required: ['session'], properties: { session: { type: 'string' } } },
        ],
      }
    : value
  return {
    description: row.order ?? 'done',
    headers,
    ...(schema && { content: { 'application/json': { schema } } }),
  }
}

function codesOf({ verb, keepsAnswer, method }: Route): (readonly [RefusalCode, number])[] {
  const row = rowOf(verb)
  const codes: RefusalCode[] = [
    ...row.refusals,
    ...(row.arguments.length > 0 ? ARGUMENT_REFUSALS : NO_ARGUMENT_REFUSALS),
    ...(row.session === 'none' ? [] : BEARER_REFUSALS),
    ...SERVER_REFUSALS,
  ]
  return [
    ...codes.map((code) => [code, refusals[code].http] as const),
    ...(method === 'GET' || row.bytes || row.arguments.length === 0 ? [] : BODY_FAULTS),
    ...(row.bytes === 'upload' ? UPLOAD_FAULTS : []),
    ...(row.bytes === 'download' ? ([['bad-argument', 416]] as const) : []),
    ...(keepsAnswer ? KEY_FAULTS : []),
  ]
}

/** The arguments of the row's example, as JSON has them. */
function exampleOf(verb: Verb): Schema {
  const keyword = parseKeyword(rowOf(verb).example)
  const { words } = keyword as { words: string | null }
  const args = parseArguments(verb, words, Number.POSITIVE_INFINITY) as Schema
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value ?? '-']))
}

const tagOf = (verb: Verb) => verb.split('-', 1)[0]!.toLowerCase()
const opens = (verb: Verb) => verb === 'AUTH-LOGIN' || verb === 'AUTH-RESUME'
const header = (description: string) => ({ description, schema: { type: 'string' } })

const ARGUMENT_REFUSALS = [
  'malformed',
  'line-too-long',
  'wrong-arguments',
  'argument-too-long',
  'bad-argument',
] as const
const NO_ARGUMENT_REFUSALS = ['malformed', 'wrong-arguments'] as const
const BEARER_REFUSALS = ['not-authorized', 'bad-token', 'too-many-attempts'] as const
const BODY_FAULTS = [
  ['busy', 408],
  ['malformed', 415],
] as const
const UPLOAD_FAULTS = [
  ['busy', 408],
  ['bad-size', 411],
  ['malformed', 415],
] as const
const KEY_FAULTS = [
  ['busy', 409],
  ['bad-argument', 422],
] as const

const KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'asked again with the same key, the request is answered as before and does nothing again, for 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]*$' },
}
const CHECK = [
  {
    name: 'check',
    in: 'query',
    description: 'sends no bytes, and only asks whether a file of that size would be taken: 204',
    schema: { type: 'boolean', enum: [true] },
  },
  { name: 'size', in: 'query', description: 'with check alone', schema: { type: 'integer', minimum: 1 } },
]
const CONDITIONS = ['If-None-Match', 'Range', 'If-Range'].map((name) => ({
  name,
  in: 'header',
  schema: { type: 'string' },
}))
const FROM = [
  {
    name: 'after',
    in: 'query',
    description: 'sends first what came after the message with this id; - from the beginning',
    schema: { type: 'string' },
  },
  {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'the same, and goes before it',
    schema: { type: 'string' },
  },
]
const FILE_HEADERS = {
  ETag: header('the SHA-256 of the bytes, in quotation marks'),
  Mime: header('what the bytes are; Content-Type differs where a browser would run them'),
  'Content-Disposition': header("the file's name"),
}
