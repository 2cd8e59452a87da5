import { Readable } from 'node:stream'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowOf, type Verb, verbNames } from '../../../src/protocol/verbs.js'
import { openapi } from '../../../src/server/http/openapi.js'
import type { Answer, HttpClient } from '../../helpers/http-client.js'
import { TestGateway } from '../../helpers/test-gateway.js'
import { PASSWORD } from '../../helpers/test-server.js'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await TestGateway.start()
})
afterAll(() => gateway.close())

/** Two users who know of each other: a group, a message and a file of ann's for ben. */
async function makeWorld() {
  const [ann, ben, cid] = [await gateway.user(), await gateway.holder(), await gateway.holder()]
  const { code } = await ann.client.value('POST /groups', { title: 'Jalan pagi' })
  await ben.client.value(`POST /groups/${code}/join`)
  await ann.client.value(`POST /users/${ben.name}/messages`, { message: 'halo' })
  await ann.client.value(`POST /groups/${code}/messages`, { message: 'halo semua' })
  await ben.client.value('POST /contacts', { name: ann.name })
  const [file, shared] = [
    await upload(ann.client, `/users/${ben.name}`),
    await upload(ann.client, `/groups/${code}`),
  ]
  const { token } = await ben.client.value('POST /tokens')
  return { ann, ben, cid, code, file, shared, token, nobody: gateway.visitor() }
}
type World = Awaited<ReturnType<typeof makeWorld>>

async function upload(client: HttpClient, to: string): Promise<string> {
  const response = await post(client, `${to}/files?path=a.txt`)
  return ((await response.json()) as { code: string }).code
}

const post = (client: HttpClient, path: string) =>
  fetch(client.base + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.bearer}` },
    body: 'some text',
  })

const ask = async (who: HttpClient, path: string, body?: unknown) => [who, path, body] as const
type Asked = ReturnType<typeof ask>

/** For each verb a request that succeeds, its value, and one that is refused. */
const table: Record<
  Verb,
  { good: (w: World) => Asked; value?: unknown; bad: (w: World) => Asked; code: string }
> = {
  'AUTH-REGISTER': {
    good: (w) => ask(w.nobody, '', { name: `${w.ann.name}x`, password: 'p', confirm: 'p' }),
    value: { user: expect.any(String) },
    bad: (w) => ask(w.nobody, '', { name: w.ann.name, password: 'p', confirm: 'p' }),
    code: '409 name-taken',
  },
  'AUTH-LOGIN': {
    good: (w) => ask(w.nobody, '', { name: w.ben.name, password: PASSWORD }),
    value: { user: expect.any(String), unread: 4, session: expect.stringMatching(/^session-[0-9a-v]{32}$/) },
    bad: (w) => ask(w.nobody, '', { name: w.ben.name, password: 'other' }),
    code: '401 wrong-password',
  },
  'AUTH-LOGOUT': {
    good: (w) => ask(w.ann.client, ''),
    bad: (w) => ask(w.nobody, ''),
    code: '401 not-authorized',
  },
  'CONTACT-ADD': {
    good: (w) => ask(w.ann.client, '', { name: w.ben.name }),
    value: { name: expect.any(String) },
    bad: (w) => ask(w.ann.client, '', { name: w.ann.name }),
    code: '400 not-yourself',
  },
  'CONTACT-GET': {
    good: (w) => ask(w.ben.client, ''),
    value: [{ name: expect.any(String), online: true }],
    bad: (w) => ask(w.ben.client, '?limit=3'),
    code: '400 wrong-arguments',
  },
  'CONTACT-DELETE': {
    good: (w) => ask(w.ben.client, w.ann.name),
    value: { name: expect.any(String) },
    bad: (w) => ask(w.ann.client, w.ben.name),
    code: '404 not-contact',
  },
  'GROUP-CREATE': {
    good: (w) => ask(w.cid.client, '', { title: ' a  title ' }),
    value: { code: expect.any(String), name: ' a  title ' },
    bad: (w) => ask(w.cid.client, '', { title: '  ' }),
    code: '400 bad-argument',
  },
  'GROUP-GET': {
    good: (w) => ask(w.ben.client, ''),
    value: [{ code: expect.any(String), name: 'Jalan pagi', role: 'member', members: 2, unread: 2 }],
    bad: (w) => ask(w.nobody, ''),
    code: '401 not-authorized',
  },
  'GROUP-JOIN': {
    good: (w) => ask(w.cid.client, w.code),
    value: { code: expect.any(String), name: 'Jalan pagi' },
    bad: (w) => ask(w.ben.client, w.code),
    code: '409 already-member',
  },
  'GROUP-EXIT': {
    good: (w) => ask(w.ben.client, w.code),
    value: { code: expect.any(String), name: 'Jalan pagi' },
    bad: (w) => ask(w.cid.client, w.code),
    code: '403 not-member',
  },
  'GROUP-INVITE': {
    good: (w) => ask(w.ann.client, w.code, { names: [w.cid.name, 'nobody', w.ben.name] }),
    value: {
      added: [expect.any(String)],
      rejected: [
        { name: 'nobody', code: 'unknown-user' },
        { name: expect.any(String), code: 'already-member' },
      ],
    },
    bad: (w) => ask(w.ben.client, w.code, { names: [w.cid.name] }),
    code: '403 not-admin',
  },
  'CHAT-PRIVATE-SEND': {
    good: (w) => ask(w.ann.client, w.ben.name, { message: 'é 😀\t x' }),
    value: { id: expect.any(String), at: expect.any(String) },
    bad: (w) => ask(w.ann.client, 'nobody', { message: 'x' }),
    code: '404 unknown-user',
  },
  'CHAT-GROUP-SEND': {
    good: (w) => ask(w.ben.client, w.code, { message: 'x' }),
    value: { id: expect.any(String), at: expect.any(String) },
    bad: (w) => ask(w.ben.client, 'k3x9', { message: 'x' }),
    code: '404 unknown-group',
  },
  'CHAT-PRIVATE-GET': {
    good: (w) => ask(w.ben.client, w.ann.name),
    value: [{ text: 'halo' }, { text: 'a.txt', file: { size: 9, mime: 'text/plain' } }],
    bad: (w) => ask(w.ben.client, 'nobody'),
    code: '404 unknown-user',
  },
  'CHAT-GROUP-GET': {
    good: (w) => ask(w.ben.client, w.code),
    value: [{ text: 'halo semua' }, { text: 'a.txt' }],
    bad: (w) => ask(w.cid.client, w.code),
    code: '403 not-member',
  },
  'FILE-SEND-PRIVATE': {
    good: (w) => ask(w.ann.client, w.ben.name, BYTES),
    value: { code: expect.any(String), name: 'b.txt', size: 9, mime: 'text/plain' },
    bad: (w) => ask(w.ann.client, 'nobody', BYTES),
    code: '404 unknown-user',
  },
  'FILE-SEND-GROUP': {
    good: (w) => ask(w.ben.client, w.code, BYTES),
    value: { code: expect.any(String), name: 'b.txt', size: 9, mime: 'text/plain' },
    bad: (w) => ask(w.cid.client, w.code, BYTES),
    code: '403 not-member',
  },
  'FILE-GET-PRIVATE': {
    good: (w) => ask(w.ben.client, `${w.ann.name} ${w.file}`),
    bad: (w) => ask(w.ben.client, `${w.ann.name} ${w.shared}`),
    code: '404 unknown-file',
  },
  'FILE-GET-GROUP': {
    good: (w) => ask(w.ben.client, `${w.code} ${w.shared}`),
    bad: (w) => ask(w.cid.client, `${w.code} ${w.shared}`),
    code: '403 not-member',
  },
  'NOTIF-GET': {
    good: (w) => ask(w.ben.client, ''),
    value: [{}, {}, {}, {}],
    bad: (w) => ask(w.nobody, ''),
    code: '401 not-authorized',
  },
  'SERVER-INFO': {
    good: (w) => ask(w.nobody, ''),
    value: { server: 'pychat', protocol: 1 },
    bad: (w) => ask(w.nobody, '?x'),
    code: '400 wrong-arguments',
  },
  'AUTH-TOKEN': {
    good: (w) => ask(w.ben.client, ''),
    value: { token: expect.any(String), expires: expect.any(String) },
    bad: (w) => ask(w.ben.client, '', { x: 1 }),
    code: '400 wrong-arguments',
  },
  'AUTH-RESUME': {
    good: (w) => ask(w.nobody, '', { token: w.token }),
    value: { unread: 4, session: expect.any(String) },
    bad: (w) => ask(w.ben.client, '', { token: w.token }),
    code: '409 already-authorized',
  },
  'AUTH-PASSWORD': {
    good: (w) => ask(w.cid.client, '', { old: PASSWORD, new: 'n', confirm: 'n' }),
    bad: (w) => ask(w.cid.client, '', { old: PASSWORD, new: 'n', confirm: 'm' }),
    code: '400 password-mismatch',
  },
  'NOTIF-LISTEN': {
    good: (w) => ask(w.ben.client, ''),
    bad: (w) => ask(w.nobody, ''),
    code: '401 not-authorized',
  },
  'NOTIF-SINCE': {
    good: (w) => ask(w.ben.client, '-', '?limit=1'),
    value: [{ text: 'halo' }],
    bad: (w) => ask(w.ben.client, '-', '?limit=501'),
    code: '400 bad-argument',
  },
  'GROUP-MEMBERS': {
    good: (w) => ask(w.ben.client, w.code),
    value: [
      { role: 'admin', online: true },
      { role: 'member', online: false },
    ],
    bad: (w) => ask(w.cid.client, w.code),
    code: '403 not-member',
  },
  'FILE-DELETE': {
    good: (w) => ask(w.ann.client, w.file),
    value: { code: expect.any(String) },
    bad: (w) => ask(w.ben.client, w.file),
    code: '404 unknown-file',
  },
  'CHAT-PRIVATE-HISTORY': {
    good: (w) => ask(w.ben.client, w.ann.name),
    value: [{ text: 'a.txt' }, { text: 'halo' }],
    bad: (w) => ask(w.ben.client, w.ann.name, '?limit=0'),
    code: '400 bad-argument',
  },
  'CHAT-GROUP-HISTORY': {
    good: (w) => ask(w.ann.client, w.code, '?limit=1&before=-'),
    value: [{ text: 'a.txt' }],
    bad: (w) => ask(w.cid.client, w.code),
    code: '403 not-member',
  },
}

/** Stands for the bytes of a file. */
const BYTES = Symbol('bytes')

/** Asks by the verb's route; `path` are the words for its parameters, or the query of a route without any. */
async function answer(verb: Verb, asked: Asked): Promise<Answer> {
  const [who, path, body] = await asked
  const [method, template] = rowOf(verb).http.split(' ') as [string, string]
  const words = path.startsWith('?') ? [] : path.split(' ')
  const route = template.replace(/\{\w+\}/g, () => encodeURIComponent(words.shift()!))
  if (body === BYTES) return toAnswer(await post(who, `${route}?path=b.txt`))
  if (verb === 'NOTIF-LISTEN' || rowOf(verb).bytes === 'download') {
    const headers = who.bearer === undefined ? {} : { authorization: `Bearer ${who.bearer}` }
    const response = await fetch(who.base + route, { method, headers })
    if (response.ok)
      await Readable.fromWeb(response.body as never)
        .take(1)
        .toArray()
    return response.ok ? { status: 200, headers: response.headers, value: undefined } : toAnswer(response)
  }
  const query = typeof body === 'string' ? body : path.startsWith('?') ? path : ''
  return who.ask(`${method} ${route}${query}`, typeof body === 'object' ? body : undefined)
}

async function toAnswer(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, value: await response.json() }
}

const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(openapi(), 'api')

/** The document must know of such an answer, and describe its body. */
function expectDescribed(verb: Verb, { status, headers, value }: Answer): void {
  const [method, path] = rowOf(verb).http.split(' ') as [string, string]
  const pointer = `#/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method.toLowerCase()}/responses/${status}`
  const { paths } = openapi() as never as Record<
    string,
    Record<string, Record<string, { responses: object }>>
  >
  expect(Object.keys(paths![path]![method.toLowerCase()]!.responses)).toContain(String(status))
  if (value === undefined) return
  const type = headers.get('content-type')!.split(';', 1)[0]!
  const validate = ajv.getSchema(`api${pointer}/content/${type.replaceAll('/', '~1')}/schema`)!
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
}

describe.each(verbNames)('%s', (verb) => {
  const { good, value, bad, code } = table[verb]

  test('succeeds by its route, as it is described', async () => {
    const got = await answer(verb, good(await makeWorld()))
    expect(got.status, JSON.stringify(got.value)).toBeLessThan(300)
    if (value === undefined) expect(got.value).toBeUndefined()
    else expect(got.value).toMatchObject(value as object)
    expectDescribed(verb, got)
  })

  test('is refused by its route, as it is described', async () => {
    const got = await answer(verb, bad(await makeWorld()))
    expect(`${got.status} ${got.value.code}`).toBe(code)
    expect(got.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expectDescribed(verb, got)
  })
})
