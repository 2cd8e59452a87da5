import { expect, test } from 'vitest'
import '../../src/testing/vitest.js'
import { ChatError } from '../../src/client/chat-error.js'
import { parseScenario } from '../../src/scenario/load.js'
import { runScenarios } from '../../src/scenario/run.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { matchers } from '../../src/testing/matchers.js'
import { testServer } from '../../src/testing/test-server.js'

const granted = { text: '{"user":"ann","unread":0}', value: { user: 'ann', unread: 0 } }
const refusal = new ChatError('wrong-password', 'the password is wrong')

/** What a failing assertion says, without colours. */
async function complaint(assertion: () => unknown): Promise<string> {
  try {
    await assertion()
  } catch (error) {
    return (error as Error).message.replace(/\u001b\[\d+m/g, '')
  }
  throw new Error('the assertion held')
}

test('a success is one as a line, as what the client gives, and as a promise of it', async () => {
  expect('success').toSucceed()
  expect('success bye\r\n').toSucceed()
  expect(granted).toSucceed()
  await expect(Promise.resolve(granted)).toSucceed()
  await expect(Promise.resolve('success')).toSucceed()
  await expect(Promise.resolve(granted)).resolves.toSucceed()
  expect('failed').not.toSucceed()
  expect(refusal).not.toSucceed()
  await expect(Promise.reject(refusal)).not.toSucceed()
})

test('what is settled is judged at once, so that a forgotten await hides nothing', () => {
  expect(() => expect('failed').toSucceed()).toThrow('toSucceed')
})

test('a refusal is any, one with its code, or one with such words', async () => {
  expect('failed').toBeRefused()
  expect('failed no such user').toBeRefused()
  expect('failed unknown-user: no bob').toBeRefused('unknown-user')
  expect('failed no, use AUTH-REGISTER').toBeRefused(/AUTH-REGISTER/g)
  expect('failed unknown-user: no bob').not.toBeRefused('wrong-password')
  expect(new ChatError('refused', 'no such user')).toBeRefused(/^failed no such user$/)
  await expect(Promise.reject(refusal)).toBeRefused('wrong-password')
  await expect(Promise.reject(refusal)).rejects.toBeRefused('wrong-password')
  await expect(Promise.resolve(granted)).not.toBeRefused()
})

test('a pattern names the part of a value that matters', () => {
  const line = 'success [{"from":"ann","text":"hi","id":"1"},{"from":"bob","text":"ho","id":"2"}]'
  expect(line).toSucceedWith([{ from: 'ann' }, { id: expect.stringMatching(/^\d$/) }])
  expect(line).not.toSucceedWith([{ from: 'ann' }])
  expect(line).not.toSucceedWith([{ from: 'ann' }, { from: 'eve' }])
  expect(line).toSucceedWith(expect.arrayContaining([expect.objectContaining({ from: 'bob' })]))
  expect('success []').toSucceedWith([])
  expect('success 0').toSucceedWith(0)
  expect('success null').toSucceedWith(null)
  expect(granted).toSucceedWith({ user: 'ann' })
  expect('failed unknown-user: x').not.toSucceedWith({})
})

test('an event is one as a line, as the client gives it, and as a step of its iterator', async () => {
  const event = { type: 'message', message: { id: '1', from: 'ann', text: 'hi', at: 'now' } }
  expect(`event ${JSON.stringify(event)}\n`).toBeEvent()
  expect(event).toBeEvent({ type: 'message', message: { text: 'hi' } })
  await expect(Promise.resolve({ done: false, value: event })).toBeEvent({ message: { from: 'ann' } })
  expect(event).not.toBeEvent({ type: 'presence' })
  expect('success').not.toBeEvent()
  expect('event {"type":"message"}').not.toBeEvent()
})

test('matchers stand in patterns, so that pipelined replies are compared at once', () => {
  const replies = ['success', 'failed unknown-user: x', 'success {"code":"k3x9"}', 'event {"type":"later"}']
  expect(replies).toEqual([
    expect.toSucceed(),
    expect.toBeRefused('unknown-user'),
    expect.toSucceedWith({ code: expect.any(String) }),
    expect.toBeEvent({ type: 'later' }),
  ])
  expect(replies).not.toContainEqual(expect.toBeRefused('wrong-password'))
})

test('where there is nothing to judge, a matcher fails and so does its opposite', async () => {
  const late = () => Promise.reject(new ChatError('timeout', 'the server did not answer within 50 ms'))
  for (const assertion of [
    () => expect(late()).toSucceed(),
    () => expect(late()).not.toSucceed(),
    () => expect(late()).toSucceedWith({}),
    () => expect(late()).not.toSucceedWith({}),
    () => expect(late()).toBeRefused(),
    () => expect(late()).not.toBeRefused('wrong-password'),
  ]) {
    expect(await complaint(assertion)).toContain(
      'Received: no reply, timeout: the server did not answer within 50 ms',
    )
  }
  for (const [received, words] of [
    [undefined, 'neither a reply nor a promise of one: undefined'],
    [{ ok: true }, 'neither a reply nor a promise of one: { ok: true }'],
    ['hello', 'a line that is no reply: hello'],
    ['', 'a line that is no reply: '],
    ['event {"type":"later"}', 'a line that is no reply: event {"type":"later"}'],
    ['success\nfailed\n', 'more than one line: success\\nfailed'],
  ] as const) {
    expect(await complaint(() => expect(received).toSucceed())).toContain(`Received: ${words}`)
    expect(await complaint(() => expect(received).not.toBeRefused())).toContain(`Received: ${words}`)
  }
})

test('an event is waited for so long and no longer', async () => {
  const never = new Promise(() => {})
  for (const assertion of [
    () => expect(never).toBeEvent({ type: 'message' }, { within: 20 }),
    () => expect(never).not.toBeEvent({ type: 'message' }, { within: 20 }),
  ]) {
    expect(await complaint(assertion)).toContain('Received: no event within 20 ms')
  }
  const soon = new Promise((resolve) => setTimeout(resolve, 20, 'event {"type":"later"}'))
  await expect(soon).toBeEvent({}, { within: Number.POSITIVE_INFINITY })
  const over = { done: true, value: undefined }
  expect(await complaint(() => expect(over).not.toBeEvent())).toContain('no event: the connection is over')
})

test("an error that is none of the client's is passed on", async () => {
  const broken = new RangeError('the file is gone')
  await expect(expect(Promise.reject(broken)).not.toSucceed()).rejects.toBe(broken)
})

test('a refusal that the protocol does not have is told, also to who has no types', () => {
  for (const assertion of [expect('failed'), expect('failed').not]) {
    // @ts-expect-error a typing error
    expect(() => assertion.toBeRefused('wrong-pasword')).toThrow(
      'toBeRefused: the protocol has no refusal "wrong-pasword"',
    )
  }
})

test('a message shows both sides', async () => {
  expect(await complaint(() => expect('failed unknown-user: no bob').toSucceed())).toBe(
    'expect(reply).toSucceed()\n\nExpected: success\nReceived: failed unknown-user: no bob',
  )
  expect(await complaint(() => expect(granted).not.toSucceed())).toBe(
    'expect(reply).not.toSucceed()\n\nExpected: not success\nReceived: success {"user":"ann","unread":0}',
  )
  expect(await complaint(() => expect(refusal).toBeRefused('unknown-user'))).toBe(
    'expect(reply).toBeRefused(cause)\n\nExpected: failed unknown-user\nReceived: failed wrong-password: the password is wrong',
  )
  expect(await complaint(() => expect(refusal).not.toBeRefused(/wrong/))).toBe(
    'expect(reply).not.toBeRefused(cause)\n\nExpected: not failed, matching /wrong/\nReceived: failed wrong-password: the password is wrong',
  )
  expect(await complaint(() => expect('success bye').toSucceedWith({ user: 'ann' }))).toBe(
    'expect(reply).toSucceedWith(value)\n\nExpected: success with {"user": "ann"}\nReceived: success bye',
  )
  expect(await complaint(() => expect('success').toBeEvent({ type: 'message' }))).toBe(
    'expect(event).toBeEvent(pattern)\n\nExpected: event {"type": "message"}\nReceived: success',
  )
})

test('a value that is not like the pattern is shown as a diff of what the pattern names', async () => {
  const line = 'success [{"id":"1","from":"ann","text":"hi"},{"id":"2","from":"bob","text":"ho"}]'
  const pattern = [{ id: expect.any(String), from: 'ann' }, { from: 'eve' }]
  expect(await complaint(() => expect(line).toSucceedWith(pattern))).toBe(
    [
      'expect(reply).toSucceedWith(value)\n',
      '- Expected',
      '+ Received\n',
      '@@ -2,8 +2,8 @@',
      '    {',
      '      "from": "ann",',
      '      "id": Any<String>,',
      '    },',
      '    {',
      '-     "from": "eve",',
      '+     "from": "bob",',
      '    },',
      '  ]',
    ].join('\n'),
  )
})

test('what a server sends is shown, never obeyed, and not at any length', async () => {
  const message = await complaint(() => expect(`failed \u001b]0;owned\u0007${'x'.repeat(5000)}`).toSucceed())
  expect(message).toContain('failed \\u{1b}]0;owned\\u{7}xxx')
  expect(message.length).toBeLessThan(1200)
})

test('Jest gives a matcher the same, and less of it', () => {
  const equals = (a: unknown, b: unknown) => a === b
  const utils = { stringify: String } as never
  expect(matchers.toSucceedWith.call({ equals, utils }, 'success 1', 1)).toMatchObject({ pass: true })
})

/** A scenario in which ann asks what the server is, and is to be answered so. */
function scenario(expected: string): Scenario {
  const step = `  - send: {ann: SERVER-INFO}\n    expect: {ann: ${expected}}`
  const text = `pychat: 1\nid: a.rule\ntitle: a rule\nactors: {ann: {register: false}}\nsteps:\n${step}\n`
  return parseScenario('rule.yaml', text) as Scenario
}

/** Runs it against a server that answers it by a success. */
async function run(expected: string) {
  await using server = await testServer()
  return await runScenarios([scenario(expected)], { server: server.url })
}

test('a run holds where no rule was broken', async () => {
  await expect(run('ok')).toHold()
  expect(await run('fail')).not.toHold()
})

test('a run that does not hold is told as the terminal has it', async () => {
  const message = await complaint(() => expect(run('fail')).toHold())
  expect(message).toMatch(
    /^expect\(run\)\.toHold\(\)\n\nExpected: held\nReceived: broken\n\n✗ a\.rule {2}a rule\n/,
  )
  expect(message).toContain('> 7 |     expect: {ann: fail}')
  expect(await complaint(() => expect(run('ok')).not.toHold())).toContain(
    'Expected: not held\nReceived: held\n\n',
  )
})

test('a run that judged nothing neither holds nor does not', async () => {
  const server = await testServer()
  await server.close()
  const nowhere = () => runScenarios([scenario('ok')], { server: server.url })
  for (const assertion of [() => expect(nowhere()).toHold(), () => expect(nowhere()).not.toHold()])
    expect(await complaint(assertion)).toContain('Received: unreachable\n\n')
  for (const assertion of [() => expect('success').toHold(), () => expect('success').not.toHold()])
    expect(await complaint(assertion)).toContain(
      "neither the result of a run nor a promise of one: 'success'",
    )
})
