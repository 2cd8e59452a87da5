import { boundedExec } from '../bounded-exec.js'
import type { Account, Exchange, Profile, Reading } from '../profile.js'
import { isReply, pyChat } from '../py-chat-profile.js'
import { regexOf } from '../regex.js'
import { fill, type Scope } from '../template.js'
import { readerOf } from './reading.js'
import type { ProfileFile } from './schema.js'

const NOTHING: Scope = new Map()

/** What holds for lines of a protocol that is not known. */
const plain: Omit<Profile, 'name' | 'protocol' | 'login'> = {
  lineEnd: '\n',
  greets: false,
  known: [],
  read: (line) => ({ kind: 'other', text: line }),
  accountName: pyChat.accountName,
  isSafe: () => false,
  facts: () => ({ capabilities: new Set(), limits: {} }),
  // Values alone: how py-chat servers word them says nothing here.
  field: (reading, field) => pyChat.field({ ...reading, text: '' }, field),
  mask: (line) => line,
}

/** The profile of a file: what it says, and for the rest what its protocol brings. */
export function profileOf(file: ProfileFile): Profile {
  const base: typeof plain & Partial<Profile> = file.protocol === pyChat.protocol ? pyChat : plain
  const { account, safe, capabilities } = file
  const masks = file.mask.map((text) => new RegExp(regexOf(text, NOTHING)!, 'ud'))
  return {
    name: file.profile,
    protocol: file.protocol,
    lineEnd: file.end === 'crlf' ? '\r\n' : '\n',
    greets: file.greeting ?? base.greets,
    ...(base.answersEach && { answersEach: true }),
    known: file.known,
    login: file.login ? exchangeFor(file.login) : base.login!,
    ...registerOf(file, base),
    ...barrierOf(file, base),
    ...(file.probe !== false && base.probe && { probe: base.probe }),
    read: readerOf(file.replies, base.read),
    field: base.field,
    accountName: account
      ? (actor, run, number) => fill(account.name, scopeOf({ actor, run, number }))
      : base.accountName,
    isSafe: safe ? (line) => safe.includes(line.split(' ', 1)[0]!) : base.isSafe,
    facts(reply) {
      const told = base.facts(reply)
      return {
        capabilities: capabilities ? new Set(capabilities) : told.capabilities,
        limits: { ...told.limits, ...file.limits },
      }
    },
    mask: (line) => masks.reduce(maskGroups, base.mask(line)),
  }
}

function registerOf({ register }: ProfileFile, base: Partial<Profile>): Pick<Profile, 'register'> {
  if (register === false) return {}
  if (register) return { register: exchangeFor(register) }
  return base.register ? { register: base.register } : {}
}

function barrierOf({ barrier }: ProfileFile, base: Partial<Profile>): Pick<Profile, 'barrier'> {
  if (barrier === false) return {}
  if (barrier) {
    const last = regexOf(barrier.reply, NOTHING)
    return { barrier: { lines: [barrier.send], ends: last ? isLike(last) : isReply } }
  }
  return base.barrier ? { barrier: base.barrier } : {}
}

const exchangeFor =
  ({ send, until }: NonNullable<ProfileFile['login']>) =>
  ({ name, password }: Account): Exchange => {
    const scope = scopeOf({ name, password })
    const lines = send.map((line) => fill(line, scope))
    const last = regexOf(until, scope)
    return { lines, ends: last ? isLike(last) : isLastOf(lines) }
  }

const isLike =
  (regex: RegExp) =>
  (_: Reading, line: string): boolean =>
    boundedExec(regex, line) !== null

/** Told of one reading after the other, says which is the success of the last of these lines. */
function isLastOf({ length }: readonly string[]): (reading: Reading) => boolean {
  let left = length
  return ({ kind }) => kind === 'ok' && --left === 0
}

const scopeOf = (names: Record<string, unknown>): Scope => new Map(Object.entries(names))

/** Masks what the named groups of an expression take of a line; all of it where that takes too long to tell. */
function maskGroups(line: string, regex: RegExp): string {
  let found: ([number, number] | undefined)[]
  try {
    found = Object.values(boundedExec(regex, line)?.indices?.groups ?? {})
  } catch {
    return '***'
  }
  // From the last to the first: what is replaced moves what stands behind it.
  return found
    .filter((place) => place !== undefined)
    .sort(([a], [b]) => b - a)
    .reduce((masked, [from, to]) => `${masked.slice(0, from)}***${masked.slice(to)}`, line)
}
