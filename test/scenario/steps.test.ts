import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { parseScenario } from '../../src/scenario/load.js'
import type { Profile } from '../../src/scenario/profile.js'
import { pyChat } from '../../src/scenario/py-chat-profile.js'
import type { CaseResult } from '../../src/scenario/result.js'
import { runScenarios } from '../../src/scenario/run.js'
import { stepKinds } from '../../src/scenario/steps/table.js'
import { type Answer, type ScriptedServer, scriptedServer } from './scripted-server.js'

const servers: ScriptedServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

/** Runs a scenario of these steps, with ann and bob, against a server that answers so. */
async function play(
  steps: string,
  answer: Answer,
  profile: Profile = pyChat,
): Promise<CaseResult & { lines: string[] }> {
  const server = await scriptedServer({ answer })
  servers.push(server)
  const actors = 'actors: {ann: {register: false}, bob: {register: false}}'
  const scenario = parseScenario(
    'a.yaml',
    `pychat: 1\nid: a\ntitle: a\nprotocol: toy\n${actors}\nsteps:\n${steps}\n`,
  )
  if (Array.isArray(scenario)) throw new Error(JSON.stringify(scenario))
  const { results } = await runScenarios([scenario], {
    server: server.url,
    timeout: 300,
    profile: { ...profile, protocol: 'toy' },
  })
  return { ...results[0]!, lines: server.lines }
}

const say = (text: string, socket: Socket) => void socket.write(`${text}\n`)

test('every kind of step has an example that is one', () => {
  for (const [key, { example }] of stepKinds) {
    if (key === 'call') continue
    const steps = example.replaceAll('\n', '\n    ')
    const text = `pychat: 1\nid: a\ntitle: a\nactors: {ann: {}, bob: {}}\nvars: {code: x}\nsteps:\n  - ${steps}\n`
    expect(parseScenario('a.yaml', text), key).toMatchObject({ steps: [{ step: { key } }] })
  }
})

test('several actors of one step act at once', async () => {
  const waiting: Socket[] = []
  const steps = '  - send: {ann: MEET, bob: MEET}\n    expect: {ann: ok, bob: ok}'
  const result = await play(steps, (line, socket) => {
    if (line !== 'MEET') return 'success'
    waiting.push(socket)
    if (waiting.length === 2) for (const one of waiting) say('success', one)
    return undefined
  })
  expect(result).toMatchObject({ outcome: 'pass' })
})

test('expect takes lines in order, and in any order where it is told to', async () => {
  const answer: Answer = (line) => (line === 'GO' ? 'success b\nsuccess a' : 'success')
  const steps = (more: string) => `  - send: {ann: GO}\n    expect: {ann: [{has: a}, {has: b}]}${more}`
  expect(await play(steps(''), answer)).toMatchObject({ outcome: 'fail', failure: { got: 'success b' } })
  expect(await play(steps('\n    anyOrder: true'), answer)).toMatchObject({ outcome: 'pass' })
})

test('times expects so many lines, and tells the one that is missing', async () => {
  const answer: Answer = (line) => (line === 'GO' ? 'success\nsuccess' : 'success')
  const steps = (times: number) => `  - send: {ann: GO}\n    expect: {ann: {ok: true, times: ${times}}}`
  expect(await play(steps(2), answer)).toMatchObject({ outcome: 'pass' })
  expect(await play(steps(3), answer)).toMatchObject({ outcome: 'fail', unanswered: true })
  expect(await play(steps(1e6), answer)).toMatchObject({ outcome: 'error' })
})

test('what one matcher captured, the next lines use', async () => {
  const steps = `  - send: {ann: MAKE}
    expect: {ann: '/success (?<code>\\w+)/'}
  - send: {bob: 'USE \${code}'}
    expect: {bob: 'success USE xyz'}`
  const result = await play(steps, (line) => (line === 'MAKE' ? 'success xyz' : `success ${line}`))
  expect(result).toMatchObject({ outcome: 'pass' })
})

test('a name that nothing captured is an error at its step', async () => {
  const steps =
    '  - send: {ann: HI}\n    expect: {ann: {oneOf: [success, $code]}}\n' + `  - send: {bob: 'USE \${code}'}`
  expect(await play(steps, () => 'success')).toMatchObject({
    ...{ outcome: 'error', reason: expect.stringContaining('nothing captured it before') },
    failure: { line: 9, column: 17 },
  })
})

test('quiet holds where nothing comes, by a round trip of each sender and of the quiet one', async () => {
  const result = await play(
    '  - send: {ann: HELLO}\n    expect: {ann: ok}\n  - quiet: [bob]',
    () => 'success []',
  )
  expect(result).toMatchObject({ outcome: 'pass' })
  expect(result.lines.slice(-3)).toEqual(['HELLO', 'CONTACT-GET', 'CONTACT-GET'])
})

test('quiet fails for what a sender caused, however late the server writes it', async () => {
  let ann: Socket | undefined
  let bob: Socket | undefined
  const result = await play(
    '  - send: {bob: I AM BOB}\n    expect: {bob: ok}\n  - send: {ann: RING}\n    expect: {ann: ok}\n  - quiet: [bob]',
    (line, socket) => {
      if (line === 'I AM BOB') bob = socket
      if (line === 'RING') ann = socket
      if (line !== 'CONTACT-GET' || socket !== ann) return 'success'
      // The reply to the barrier comes last, and only after a while.
      setTimeout(() => {
        say('event {"type":"message"}', bob!)
        say('success', ann!)
      }, 50)
      return undefined
    },
  )
  expect(result).toMatchObject({
    ...{ outcome: 'fail', reason: 'bob was to receive nothing' },
    failure: { line: 11, column: 13, wanted: 'nothing', got: 'event {"type":"message"}' },
  })
})

test('events that a sender meets on the way are kept for it', async () => {
  const steps =
    '  - send: {ann: RING}\n    expect: {ann: ok}\n  - quiet: [bob]\n  - expect: {ann: {event: {type: x}}}'
  const result = await play(steps, (line) => (line === 'RING' ? 'success\nevent {"type":"x"}' : 'success'))
  expect(result).toMatchObject({ outcome: 'pass' })
})

test('a flood is never quiet, and never without end', async () => {
  const result = await play('  - quiet: [bob]', (line, socket) => {
    if (line !== 'CONTACT-GET') return 'success'
    const timer = setInterval(() => socket.write('noise\n'.repeat(100)), 1)
    socket.on('close', () => clearInterval(timer))
    return undefined
  })
  expect(result).toMatchObject({ outcome: 'fail' })
})

test('without a barrier quiet listens for a while, and holds weakly', async () => {
  const { barrier: _, ...plain } = pyChat
  const result = await play('  - quiet: [bob]', () => 'success', plain)
  expect(result).toMatchObject({ outcome: 'weak', reason: expect.stringContaining('has no barrier') })
  expect(result.lines).not.toContain('CONTACT-GET')
})

test('poll asks until the answer matches', async () => {
  let asked = 0
  const steps = `  - poll: {ann: NOTIF-GET}\n    until: {json: [{id: $id}]}\n  - send: {ann: 'ID \${id}'}\n    expect: {ann: ok}`
  const result = await play(steps, (line) =>
    line === 'NOTIF-GET' && ++asked === 3 ? 'success [{"id":"7"}]' : 'success []',
  )
  expect(result).toMatchObject({ outcome: 'pass' })
  expect(result.lines.at(-1)).toBe('ID 7')
})

test('poll gives up in time, and refuses what changes something', async () => {
  const until = '\n    until: {items: 1}\n    within: 100ms'
  expect(await play(`  - poll: {ann: NOTIF-GET}${until}`, () => 'success []')).toMatchObject({
    ...{ outcome: 'fail', failure: { wanted: 'a list of 1', got: 'a list of 0' } },
  })
  for (const line of ['CHAT-PRIVATE-GET bob', 'NOTIF-LISTEN on', 'NO-SUCH']) {
    const result = await play(`  - poll: {ann: ${line}}${until}`, () => 'success []')
    expect(result).toMatchObject({ outcome: 'error', reason: expect.stringContaining('no safe read') })
    expect(result.lines).not.toContain(line)
  }
})

test('raw sends exact bytes, cut and spaced as told', async () => {
  const pieces = `[{text: AB}, {hex: '43 44'}, {repeat: xy, times: 2}, {text: "\\n"}]`
  const steps = `  - raw: {ann: ${pieces}}\n    chunk: 3\n    gap: 30ms\n    expect: {ann: ok}`
  const result = await play(steps, () => 'success')
  expect(result).toMatchObject({ outcome: 'pass' })
  expect(result.lines).toContain('ABCDxyxy')
  // Nine bytes are three packets with two gaps between them.
  expect(result.duration).toBeGreaterThanOrEqual(60)
})

test('raw refuses what would never end', async () => {
  const steps = (piece: string, more = '') => `  - raw: {ann: [${piece}]}${more}`
  expect(await play(steps('{repeat: xx, times: 60000000}'), () => 'success')).toMatchObject({
    outcome: 'error',
  })
  expect(await play(steps('{repeat: x, times: 200000}', '\n    chunk: 1'), () => 'success')).toMatchObject({
    outcome: 'error',
  })
})

/** Takes uploads of the size that the line names, and sends them back. */
function fileServer(): Answer {
  let left = 0
  return (line) => {
    if (line.startsWith('UPLOAD')) {
      left = Number(line.split(' ')[1])
      return 'success ready'
    }
    if (left > 0) {
      left = 0
      return 'success {"code":"f1"}'
    }
    if (line === 'DOWNLOAD good') return 'success {"size":6}\nhello\n'.slice(0, -1)
    if (line === 'DOWNLOAD bad') return 'success {"size":6}\nhallo\n'.slice(0, -1)
    if (line === 'DOWNLOAD short') return 'success {"size":60}\nhello'
    if (line === 'DOWNLOAD unsized') return 'success here it comes'
    return line === 'REFUSED' ? 'failed no' : 'success'
  }
}

test('an upload waits for ready, and knows its size', async () => {
  const result = await play(
    `  - upload: {ann: {line: 'UPLOAD \${size}', bytes: [{text: "hello\\n"}]}}\n    expect: {ann: {json: {code: f1}}}`,
    fileServer(),
  )
  expect(result).toMatchObject({ outcome: 'pass' })
  expect(result.lines.slice(-2)).toEqual(['UPLOAD 6', 'hello'])
})

test('no byte is sent where an upload is refused', async () => {
  const result = await play('  - upload: {ann: {line: REFUSED, bytes: [{text: "bytes\\n"}]}}', fileServer())
  expect(result).toMatchObject({ outcome: 'fail', failure: { column: 26, got: 'failed no' } })
  expect(result.lines).not.toContain('bytes')
})

test('a download compares size and bytes', async () => {
  const hello = 'bytes: [{text: "hello\\n"}]'
  const get = (which: string, wanted: string) =>
    play(`  - download: {ann: {line: DOWNLOAD ${which}, ${wanted}}}`, fileServer())
  expect(await get('good', hello)).toMatchObject({ outcome: 'pass' })
  expect(
    await get('good', 'sha256: 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'),
  ).toMatchObject({ outcome: 'pass' })
  expect(await get('bad', hello)).toMatchObject({ outcome: 'fail', reason: 'the bytes differ' })
  expect(await get('good', 'bytes: [{text: hi}]')).toMatchObject({
    outcome: 'fail',
    reason: 'the file has another size',
  })
  const long = 'sha256: 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'
  expect(await get('short', long)).toMatchObject({
    outcome: 'fail',
    reason: expect.stringContaining('of 60 bytes came in time'),
  })
  expect(await get('unsized', long)).toMatchObject({ outcome: 'skip' })
})

test('what a closed side would send is an error, and what the server still says can be expected', async () => {
  const steps = '  - send: {ann: PING}\n  - close: [ann]\n    expect: {ann: [ok, eof]}'
  expect(await play(steps, () => 'success')).toMatchObject({ outcome: 'pass' })
  const after = '  - close: [ann]\n  - send: {ann: PING}'
  expect(await play(after, () => 'success')).toMatchObject({
    outcome: 'error',
    reason: 'ann has closed its side already',
  })
})

test('a reset drops what was not read, and the actor comes back', async () => {
  const steps =
    '  - send: {ann: PING}\n  - reset: [ann]\n  - connect: [ann]\n  - send: {ann: PING}\n    expect: {ann: ok}'
  expect(await play(steps, () => 'success')).toMatchObject({ outcome: 'pass' })
})

test('coming back after a close does not hide what nothing claimed', async () => {
  const steps = '  - send: {ann: PING}\n  - close: [ann]\n  - connect: [ann]'
  expect(await play(steps, () => 'success')).toMatchObject({
    ...{ outcome: 'fail', reason: 'ann received a line that nothing claimed' },
  })
})

test('who is not connected neither sends nor receives', async () => {
  const reason = 'ann is not connected'
  expect(await play('  - reset: [ann]\n  - send: {ann: PING}', () => 'success')).toMatchObject({
    outcome: 'error',
    reason,
  })
  expect(await play('  - reset: [ann]\n  - expect: {ann: ok}', () => 'success')).toMatchObject({
    outcome: 'error',
    reason,
  })
})

test('bytes of a line are told by hex, len and sha256, whatever text they are', async () => {
  const digest = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
  const steps = (matcher: string) => `  - send: {ann: HI}\n    expect: {ann: ${matcher}}`
  const binary = (_: string, socket: Socket) => {
    if (_ !== 'HI') return 'success'
    socket.write(Buffer.from([0xff, 0xfe, 0x0a]))
    return undefined
  }
  for (const fine of ['{hex: fffe}', '{len: 2}', '{hex: fffe, len: 2}']) {
    expect(await play(steps(fine), binary), fine).toMatchObject({ outcome: 'pass' })
  }
  for (const [wrong, wanted] of [
    ['{hex: ffff}', 'hex ffff'],
    ['{len: 3}', '3 bytes'],
    ['any', 'a line in UTF-8'],
    ['{len: 2, has: a}', 'a line in UTF-8'],
  ]) {
    expect(await play(steps(wrong!), binary), wrong).toMatchObject({ outcome: 'fail', failure: { wanted } })
  }
  const hello = (line: string) => (line === 'HI' ? 'hello' : 'success')
  expect(await play(steps(`{sha256: ${digest}, len: 5}`), hello)).toMatchObject({ outcome: 'pass' })
})

test('past lets lines by that may come before, and no others', async () => {
  const steps = `  - send: {ann: HI}\n    expect: {ann: {past: {event: {}}, ok: true}}`
  const after =
    (...lines: string[]) =>
    (line: string) =>
      line === 'HI' ? lines.join('\n') : 'success'
  expect(await play(steps, after('event {"type":"a"}', 'event {"type":"b"}', 'success'))).toMatchObject({
    outcome: 'pass',
  })
  expect(await play(steps, after('success'))).toMatchObject({ outcome: 'pass' })
  expect(await play(steps, after('event {"type":"a"}', 'failed no', 'success'))).toMatchObject({
    ...{ outcome: 'fail', failure: { got: 'failed no' } },
  })
})

test('a paused actor takes nothing until it resumes, and then all of it', async () => {
  const flood = 'x'.repeat(1000)
  let stuck = false
  const steps = `  - pause: [ann]
  - send: {ann: FLOOD}
  - poll: {bob: CONTACT-GET}
    until: {json: [stuck]}
  - resume: [ann]
  - expect: {ann: {starts: success, times: 20000}}`
  const result = await play(steps, (line, socket) => {
    if (line === 'CONTACT-GET') return `success ${JSON.stringify(stuck ? ['stuck'] : [])}`
    if (line !== 'FLOOD') return 'success'
    for (let i = 0; i < 20_000; i++) stuck = !socket.write(`success ${flood}\n`)
    return undefined
  })
  expect(result).toMatchObject({ outcome: 'pass' })
})

test('a send that has a name tells how long its reply took', async () => {
  const steps = '  - send: {ann: HI}\n    expect: {ann: ok}\n    name: greeting'
  const late = (line: string, socket: Socket) => {
    if (line !== 'HI') return 'success'
    setTimeout(() => say('success', socket), 30)
    return undefined
  }
  const { figures } = await play(steps, late)
  expect(figures!.greeting).toBeGreaterThanOrEqual(25)
})

test('lines that past lets by do not move the deadline', async () => {
  const steps = '  - send: {ann: HI}\n    expect: {ann: {past: {event: {}}, ok: true}}'
  const timers: NodeJS.Timeout[] = []
  const ringing = (line: string, socket: Socket) => {
    if (line !== 'HI') return 'success'
    timers.push(setInterval(() => say('event {"type":"a"}', socket), 20))
    return undefined
  }
  const result = await play(steps, ringing)
  for (const timer of timers) clearInterval(timer)
  expect(result.outcome).toBe('fail')
  expect(result.duration).toBeLessThan(3000)
})

test('in any order a line goes to who wants it, before it is passed over', async () => {
  const steps = `  - send: {ann: HI}
    expect: {ann: [{ok: true, past: {event: {}}}, {event: {type: a}}]}
    anyOrder: true`
  const both = (line: string) => (line === 'HI' ? 'event {"type":"a"}\nsuccess' : 'success')
  expect(await play(steps, both)).toMatchObject({ outcome: 'pass' })
})

test('the end and bytes are matched within options too', async () => {
  const steps = (matcher: string) => `  - send: {ann: BYE}\n    expect: {ann: ${matcher}}`
  const bye = (line: string, socket: Socket) => {
    if (line !== 'BYE') return 'success'
    socket.end()
    return undefined
  }
  expect(await play(steps('{oneOf: [fail, eof]}'), bye)).toMatchObject({ outcome: 'pass' })
  expect(await play(steps('{not: ok}'), bye)).toMatchObject({ outcome: 'fail' })
  const binary = (line: string, socket: Socket) => {
    if (line !== 'BYE') return 'success'
    socket.write(Buffer.from([0xfe, 0x0a]))
    return undefined
  }
  for (const fine of ['{not: {hex: ff}}', '{hex: fe, took: <1s}', '{oneOf: [ok, {hex: fe}]}']) {
    expect(await play(steps(fine), binary), fine).toMatchObject({ outcome: 'pass' })
  }
})

test('take wants a success', async () => {
  const steps = '  - send: {ann: HI}\n    expect: {ann: {take: [code]}}'
  const answer = (line: string) => (line === 'HI' ? 'failed no code: 42' : 'success')
  expect(await play(steps, answer)).toMatchObject({ outcome: 'fail', failure: { wanted: 'a success' } })
})

test('quiet takes no reply that a later step expects', async () => {
  const steps = '  - send: {ann: HI}\n  - quiet: [bob]\n  - expect: {ann: ok}'
  const answer = (line: string) => (line === 'HI' ? 'failed no' : 'success []')
  expect(await play(steps, answer)).toMatchObject({
    ...{ outcome: 'error', reason: expect.stringContaining('expect that first'), failure: { line: 8 } },
  })
})

test('where one actor fails, the others wait no longer', async () => {
  const steps = `  - send: {ann: NO, bob: LATE}
    expect: {ann: ok, bob: ok}
    within: 5s
teardown:
  - send: {bob: CLEAN}
    expect: {bob: ok}`
  const answer = (line: string) => (line === 'LATE' ? undefined : line === 'NO' ? 'failed' : 'success')
  const { outcome, duration, lines } = await play(steps, answer)
  expect([outcome, duration < 2000, lines.at(-1)]).toEqual(['fail', true, 'CLEAN'])
})

test('poll lets events by, and ends with the connection', async () => {
  let asked = 0
  const steps = '  - poll: {ann: CONTACT-GET}\n    until: {json: [1]}\n  - expect: {ann: {event: {type: a}}}'
  const eventful = () => (++asked % 2 === 0 ? 'event {"type":"a"}\nsuccess [1]' : 'success []')
  expect(await play(steps, (line) => (line === 'CONTACT-GET' ? eventful() : 'success'))).toMatchObject({
    ...{ outcome: 'pass' },
  })
  const gone = (line: string, socket: Socket) => {
    if (line !== 'CONTACT-GET') return 'success'
    socket.end('success []\n')
    return undefined
  }
  const { outcome, duration } = await play(
    '  - poll: {ann: CONTACT-GET}\n    until: {json: [1]}\n    within: 5s',
    gone,
  )
  expect([outcome, duration < 2000]).toEqual(['fail', true])
})
