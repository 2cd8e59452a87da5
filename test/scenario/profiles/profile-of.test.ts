import { expect, test } from 'vitest'
import type { Exchange, Profile } from '../../../src/scenario/profile.js'
import { profileOf } from '../../../src/scenario/profiles/profile-of.js'
import { profileSchema } from '../../../src/scenario/profiles/schema.js'
import { pyChat } from '../../../src/scenario/py-chat-profile.js'

const profile = (file: object) => profileOf(profileSchema.parse({ pychat: 1, profile: 'mine', ...file }))

const other = (file: object = {}) =>
  profile({ protocol: 'irc', login: { send: 'HI' }, replies: { ok: ['/OK/'] }, ...file })

const account = { name: 'ann', password: 'secret.' }

/** Which of these lines an exchange ends at. */
const endOf = ({ ends }: Exchange, read: Profile['read'], lines: string[]) =>
  lines.findIndex((line) => ends(read(line), line))

test('what a py-chat profile leaves out is the built-in one', () => {
  const { login, register, barrier, probe } = profile({})
  expect(login(account).lines).toEqual(['AUTH-LOGIN ann secret.'])
  expect(register!(account).lines).toEqual(['AUTH-REGISTER ann secret. secret.'])
  expect(barrier!.lines).toEqual(pyChat.barrier!.lines)
  expect(probe!.lines).toEqual(['SERVER-INFO'])
  expect(profile({}).isSafe('CONTACT-GET')).toBe(true)
  expect(profile({}).mask('AUTH-LOGIN ann secret.')).toBe('AUTH-LOGIN ann ***')
  expect(profile({}).accountName('ann', 'k3x9m2', 7)).toBe('ann-k3x9m2-7')
})

test('another protocol knows nothing but what its profile says', () => {
  const irc = other()
  expect([irc.register, irc.barrier, irc.probe, irc.greets]).toEqual([undefined, undefined, undefined, false])
  expect(irc.isSafe('CONTACT-GET')).toBe(false)
  expect(irc.facts(undefined)).toEqual({ capabilities: new Set(), limits: {} })
  expect(irc.mask('AUTH-LOGIN ann secret.')).toBe('AUTH-LOGIN ann secret.')
  expect(irc.read('success')).toMatchObject({ kind: 'other', text: 'success' })
  expect(irc.field(irc.read('success code: k3x9'), 'code')).toBeUndefined()
})

test('what there is can be taken away', () => {
  const bare = profile({ register: false, barrier: false, probe: false, greeting: false })
  expect([bare.register, bare.barrier, bare.probe, bare.greets]).toEqual([
    undefined,
    undefined,
    undefined,
    false,
  ])
})

test('an exchange fills in the account, and ends at the success of its last line', () => {
  const { login, read } = profile({
    login: { send: [`USER \${name}`, `PASS \${password}`] },
    register: { send: `NEW \${name}` },
  })
  const exchange = login(account)
  expect(exchange.lines).toEqual(['USER ann', 'PASS secret.'])
  expect(endOf(exchange, read, ['success', 'event {"type":"x"}', 'success', 'success'])).toBe(2)
  expect(endOf(login(account), read, ['success', 'failed no'])).toBe(-1)
})

test('an exchange may end at a line of its own, with the name taken literally', () => {
  const { login, read } = other({ login: { send: 'HI', until: `/376 \${name} .*/` } })
  const lines = ['OK', '001 a.n hi', '376 axn end', '376 a.n end']
  expect(endOf(login({ ...account, name: 'a.n' }), read, lines)).toBe(3)
})

test('a barrier ends at its reply, whatever that is, each time', () => {
  const plain = profile({ barrier: { send: 'PING' } })
  expect(plain.barrier!.lines).toEqual(['PING'])
  for (const reply of ['success', 'failed x', 'success'])
    expect(endOf(plain.barrier!, plain.read, ['event {"type":"x"}', reply])).toBe(1)
  const irc = other({ barrier: { send: 'PING b', reply: '/PONG b/' } })
  for (const _ of [1, 2]) expect(endOf(irc.barrier!, irc.read, ['OK', 'PONG a', 'PONG b'])).toBe(2)
})

test('facts are what the profile says, before what the server does', () => {
  const told = { kind: 'ok', text: '', value: { extensions: ['AUTH-TOKEN'], limits: { line: 9 } } } as const
  expect(profile({}).facts(told).capabilities).toContain('AUTH-TOKEN')
  const facts = profile({ capabilities: ['NOTIF-LISTEN'], limits: { line: 512, nick: 9 } }).facts(told)
  expect(facts.capabilities).toEqual(new Set(['NOTIF-LISTEN']))
  expect(facts.limits).toMatchObject({ argument: 100, line: 512, nick: 9 })
})

test('accounts, safe reads, line ends and known failures are taken over', () => {
  const known = [{ id: 'a.b', clause: 'CHAT-1', reason: 'later' }]
  const mine = profile({
    account: { name: `\${actor}\${run}\${number}` },
    safe: ['PING'],
    end: 'crlf',
    known,
  })
  expect(mine.accountName('ann', 'k3x9m2', 7)).toBe('annk3x9m27')
  expect([mine.isSafe('PING x'), mine.isSafe('PINGS'), mine.isSafe('CONTACT-GET')]).toEqual([
    true,
    false,
    false,
  ])
  expect(mine.lineEnd).toBe('\r\n')
  expect(mine.known).toEqual(known)
})

test('what named groups take is masked, in sent lines and in received ones', () => {
  const mine = other({
    mask: ['/PASS (?<secret>.*)/', '/OPER (?<name>\\S+) (?<secret>\\S+)( (?<more>.*))?/'],
  })
  expect(mine.mask('PASS hush hush')).toBe('PASS ***')
  expect(mine.mask('OPER ann sesame')).toBe('OPER *** ***')
  expect(mine.mask('OPER a b c d')).toBe('OPER *** *** ***')
  expect(mine.mask('PRIVMSG bob :PASS x')).toBe('PRIVMSG bob :PASS x')
  expect(profile({ mask: ['/KEY (?<key>.*)/'] }).mask('AUTH-LOGIN a b')).toBe('AUTH-LOGIN a ***')
})
