import { maskRequest } from '../client/mask.js'
import { ARGUMENT_CHARACTERS, BATCH_MESSAGES, LINE_BYTES } from '../protocol/limits.js'
import { parseServerLine } from '../protocol/reply.js'
import { formatRequest } from '../protocol/request.js'
import { isVerb, rowOf } from '../protocol/verbs.js'
import type { Exchange, Profile, Reading } from './profile.js'

const GRANTED_TOKEN = /("token"\s*:\s*")[^"]*/g

/** A request and its one reply. */
const request = (line: string): Exchange => ({ lines: [line], ends: isReply })

/** Whether a line answers a request. */
export const isReply = ({ kind }: Reading) => kind === 'ok' || kind === 'fail'

/** Any server of docs/protocol.md, with JSON and codes or without. */
export const pyChat: Profile = {
  name: 'py-chat',
  protocol: 'py-chat',
  answersEach: true,
  lineEnd: '\n',
  greets: true,
  known: [],

  read(line): Reading {
    const read = parseServerLine(line)
    switch (read.type) {
      case 'success':
        return { kind: 'ok', text: read.text, value: read.value }
      case 'failed':
        return { kind: 'fail', text: read.text, code: read.code }
      case 'event':
        return { kind: 'event', text: line, value: read.event }
      case 'other':
        return { kind: 'other', text: line }
    }
  },

  accountName: (actor, run, number) => `${actor}-${run}-${number}`,
  register: ({ name, password }) =>
    request(formatRequest('AUTH-REGISTER', { name, password, confirm: password })),
  login: ({ name, password }) => request(formatRequest('AUTH-LOGIN', { name, password })),
  barrier: request('CONTACT-GET'),

  isSafe(line) {
    const keyword = keywordOf(line)
    if (!isVerb(keyword)) return false
    const { http, value, bytes } = rowOf(keyword)
    return http.startsWith('GET ') && value !== undefined && bytes === undefined
  },

  probe: request('SERVER-INFO'),

  facts(reply) {
    const limits = { argument: ARGUMENT_CHARACTERS, line: LINE_BYTES, batch: BATCH_MESSAGES }
    if (reply?.kind !== 'ok') return { capabilities: new Set(), limits }
    const { value } = reply
    // Taken as far as it goes: what is wrong with the reply is for the rules to say.
    const told = isRecord(value) ? value : {}
    const extensions = Array.isArray(told.extensions)
      ? told.extensions.filter((verb) => typeof verb === 'string')
      : []
    const own = Object.entries(isRecord(told.limits) ? told.limits : {}).filter(isCount)
    return {
      capabilities: new Set(['SERVER-INFO', ...extensions]),
      limits: { ...limits, ...Object.fromEntries(own) },
    }
  },

  field({ value, text }, field) {
    if (value !== undefined) {
      const named = isRecord(value) && Object.hasOwn(value, field) ? value[field] : undefined
      return typeof named === 'string' || typeof named === 'number' ? named : undefined
    }
    // Words such as `success group created, code: k3x9m2`, from a server without JSON.
    return new RegExp(`\\b${field}\\b["']?(?: is)?[ :=]+["']?([0-9A-Za-z]+)`, 'i').exec(text)?.[1]
  },

  mask: (line) => maskRequest(line).replace(GRANTED_TOKEN, '$1***'),
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isCount = (entry: [string, unknown]): entry is [string, number] => Number.isSafeInteger(entry[1])

const keywordOf = (line: string) => line.split(/[ \t\r]/, 1)[0]!
