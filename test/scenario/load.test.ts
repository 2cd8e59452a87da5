import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadScenarios, parseScenario } from '../../src/scenario/load.js'
import { formatProblem } from '../../src/scenario/source.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scenarios-'))
})
afterAll(() => rm(folder, { recursive: true }))

const good = `pychat: 1
id: a.rule
title: a rule
actors: {ann: {}, bob: {}}
steps:
  - send: {ann: CONTACT-GET}
    expect: {ann: ok}
`

/** What is wrong with a scenario, as `line:column: message`. */
function wrong(text: string): string[] {
  const read = parseScenario('a.yaml', text)
  return Array.isArray(read) ? read.map((problem) => formatProblem(problem).replace('a.yaml:', '')) : []
}

const withSteps = (steps: string, more = '') => good.replace(/steps:[\s\S]*/, `${more}steps:\n${steps}`)

test('a good scenario has no problem, and what it leaves out has its default', () => {
  expect(wrong(good)).toEqual([])
  expect(parseScenario('a.yaml', good)).toMatchObject({
    level: 'should',
    isolation: 'names',
    actors: { ann: { connect: true, login: true, register: true, greeting: true } },
  })
})

test.each([
  [
    'a key that there is not',
    good.replace('title:', 'titel:'),
    '3:1: titel: unknown key; known here: pychat, id,',
  ],
  ['a missing key', good.replace('id: a.rule\n', ''), '1:1: id is missing'],
  ['another version', good.replace('pychat: 1', 'pychat: 2'), '1:9: expected 1, the version of the format'],
  ['an id that is none', good.replace('a.rule', 'A rule'), '2:5: expected dotted words'],
  [
    'an unknown clause',
    good.replace('actors', 'clause: [CHAT-1, CHAT-99]\nactors'),
    '4:18: expected the id of a clause',
  ],
  [
    'an unknown level',
    good.replace('actors', 'level: shall\nactors'),
    '4:8: expected one of must, should, may',
  ],
  [
    'a level that is a list',
    good.replace('actors', 'level: [must]\nactors'),
    '4:8: expected one of must, should, may',
  ],
  [
    'a key of an actor',
    good.replace('ann: {}', 'ann: {logn: false}'),
    '4:16: logn: unknown key; known here: connect,',
  ],
  ['an actor that is no map', good.replace('ann: {}', 'ann: yes'), '4:15: expected a map of connect, login'],
  ['an actor without a value', good.replace('ann: {}', 'ann:'), '4:'],
  ['a name that is none', good.replace('ann: {}', 'a-b: {}'), '4:10: a name is letters, digits and _'],
  ['no actors', good.replace('{ann: {}, bob: {}}', '{}'), '4:9: name an actor'],
  ['no step', withSteps('  []\n').replace('steps:\n  []', 'steps: []'), '5:8: expected a step'],
  ['a step that is a text', withSteps('  - send\n'), '6:5: expected a step: a map that starts with'],
  [
    'a step of no kind',
    withSteps('  - sned: {ann: X}\n'),
    '6:5: a step starts with what it does: connect, close',
  ],
  [
    'an expect without what is expected',
    withSteps('  - within: 1s\n    anyOrder: true\n'),
    '6:5: expect is missing',
  ],
  [
    'a slip of a step that expects',
    withSteps('  - sned: {ann: X}\n    expect: {ann: ok}\n'),
    '6:5: a step starts with what it does',
  ],
  ['a poll without an end', withSteps('  - poll: {ann: CONTACT-GET}\n'), '6:5: until is missing'],
  [
    'a matcher in a list',
    withSteps('  - expect: {ann: [ok, {starts: 5}]}\n'),
    '6:33: expected a text, not a number',
  ],
  ['a number in a list', withSteps('  - expect: {ann: [ok, 220]}\n'), '6:24: expected ok, fail, any'],
  ['a list of no matcher', withSteps('  - expect: {ann: []}\n'), '6:19: name a matcher'],
  [
    'a code without quotes',
    withSteps('  - expect: {ann: {fail: 401}}\n'),
    "6:26: write the code in quotes: '401'",
  ],
  ['a code of two words', withSteps('  - expect: {ann: {fail: a b}}\n'), '6:26: expected true or a code'],
  ['an actor twice', withSteps('  - quiet: [ann, bob, ann]\n'), '6:23: ann is named twice'],
  [
    'an actor whose account is another’s',
    good.replace('bob: {}', 'bob: {account: eve}, eve: {account: ann}'),
    '4:34: eve has no account of its own',
  ],
  ['a packet of nothing', withSteps('  - raw: {ann: [{text: X}]}\n    chunk: 0\n'), '7:12: a packet has'],
  [
    'a need of what there is not',
    good.replace('actors', 'needs: [NOTIF-LISTEN, tls, NOTIF-LSTEN]\nactors'),
    '4:28: expected a verb, or one of tcp, tls, http',
  ],
  [
    'a poll that changes something',
    withSteps("  - poll: {ann: 'CONTACT-ADD x'}\n    until: ok\n"),
    '6:17: poll sends again and again',
  ],
  [
    'a reference that is none',
    withSteps(`  - send: {ann: 'CONTACT-ADD \${a b}'}\n`),
    `6:17: \${a b} is no reference to a name`,
  ],
  [
    'a name that not each row has',
    withSteps(`  - send: {ann: 'CONTACT-ADD \${n}'}\n`, 'cases: [{n: 1}, {case: two}]\n'),
    '7:17: the row two has no n',
  ],
  [
    'a variable that refers to a later one',
    withSteps('  - send: {ann: X}\n', `vars: {a: '\${b}', b: 1}\n`),
    `5:11: \${b} stands only behind this`,
  ],
  [
    'a variable that refers to a row',
    withSteps('  - send: {ann: X}\n', `vars: {a: '\${n}'}\ncases: [{n: 1}]\n`),
    `5:11: \${n} stands only behind this`,
  ],
  [
    'a size beside the line of an upload',
    withSteps(
      `  - upload: {ann: {line: 'FILE-SEND-PRIVATE \${bob} a \${size}', bytes: [{text: '\${size}'}]}}\n`,
    ),
    `6:79: \${size} is no actor`,
  ],
  [
    'a capture that is sent',
    withSteps(`  - send: {ann: $id}\n    expect: {ann: fail}\n  - send: {ann: 'CONTACT-ADD \${id}'}\n`),
    `8:17: \${id} is no actor`,
  ],
  [
    'a capture of what is only tried',
    withSteps(`  - expect: {ann: {not: $id}}\n  - send: {ann: 'CONTACT-ADD \${id}'}\n`),
    `7:17: \${id} is no actor`,
  ],
  [
    'an option of another step',
    withSteps('  - send: {ann: X}\n    chunk: 1\n'),
    '7:5: chunk: unknown key; known here: send,',
  ],
  ['a send without a map', withSteps('  - send: CONTACT-GET\n'), '6:11: expected a map of actors'],
  ['a send to nobody', withSteps('  - send: {}\n'), '6:11: name an actor'],
  ['a line with a line end', withSteps('  - send: {ann: "a\\nb"}\n'), '6:17: one line; use raw'],
  ['an unknown actor', withSteps('  - send: {eve: X}\n'), '6:12: there is no actor eve; there are ann, bob'],
  ['an unknown actor in a list', withSteps('  - quiet: [ann, eve]\n'), '6:18: there is no actor eve'],
  [
    'an unknown actor that expects',
    withSteps('  - send: {ann: X}\n    expect: {eve: ok}\n'),
    '7:14: there is no actor eve',
  ],
  ['an unknown account', good.replace('bob: {}', 'bob: {account: eve}'), '4:34: there is no actor eve'],
  [
    'an unknown name',
    withSteps(`  - send: {ann: 'CONTACT-ADD \${eve}'}\n`),
    `6:17: \${eve} is no actor, variable or capture`,
  ],
  [
    'an unknown name in a row',
    withSteps('  - send: {ann: X}\n', `cases: [{n: '\${x}'}]\n`),
    `5:13: \${x} is no actor`,
  ],
  [
    'a variable that is an actor',
    withSteps('  - send: {ann: X}\n', 'vars: {bob: 1}\n'),
    '5:8: bob is an actor already',
  ],
  [
    'a key of a matcher',
    withSteps('  - expect: {ann: {jsn: []}}\n'),
    '6:20: jsn: unknown key; known here: ok, fail,',
  ],
  [
    'a matcher deep inside',
    withSteps('  - expect: {ann: [ok, {not: {hass: x}}]}\n'),
    '6:31: hass: unknown key',
  ],
  [
    'a matcher that is a number',
    withSteps('  - expect: {ann: 220}\n'),
    '6:19: expected ok, fail, any, eof, /re/',
  ],
  [
    'a matcher that says nothing',
    withSteps('  - expect: {ann: {within: 1s}}\n'),
    '6:19: say what the line must be',
  ],
  [
    'an end that is also a line',
    withSteps('  - expect: {ann: {eof: true, has: x}}\n'),
    '6:19: eof goes with within and past alone',
  ],
  [
    'a bound inside',
    withSteps('  - expect: {ann: {not: {has: x, within: 1s}}}\n'),
    '6:19: within, times and past belong',
  ],
  [
    'a code that there is not',
    withSteps('  - expect: {ann: {fail: unknown-usr}}\n'),
    '6:26: expected true or a code',
  ],
  [
    'an expression that does not compile',
    withSteps("  - expect: {ann: '/(/'}\n"),
    '6:19: this regular expression does not',
  ],
  [
    'an expression inside JSON',
    withSteps("  - expect: {ann: {json: [{a: '/(/'}]}}\n"),
    '6:26: a regular expression in it',
  ],
  [
    'a duration without a unit',
    withSteps('  - expect: {ann: ok}\n    within: 5\n'),
    '7:13: expected a duration such as 500ms',
  ],
  [
    'a bound of time without <',
    withSteps('  - expect: {ann: {took: 500ms}}\n'),
    '6:26: expected a bound such as <500ms',
  ],
  [
    'bytes of two kinds',
    withSteps("  - raw: {ann: [{text: a, hex: '00'}]}\n"),
    '6:17: expected exactly one of text, hex',
  ],
  ['half a byte', withSteps("  - raw: {ann: [{hex: '0'}]}\n"), '6:23: expected pairs of hexadecimal digits'],
  [
    'a repeat without a number',
    withSteps('  - raw: {ann: [{repeat: a}]}\n'),
    '6:17: repeat and times go together',
  ],
  [
    'a file out of the folder',
    withSteps('  - raw: {ann: [{file: ../secret}]}\n'),
    '6:24: expected a path inside',
  ],
  ['an absolute file', withSteps('  - raw: {ann: [{file: /etc/passwd}]}\n'), '6:24: expected a path inside'],
  [
    'rows that are the same',
    withSteps('  - send: {ann: X}\n', 'cases: [{n: 1}, {n: 1}]\n'),
    '5:17: another row is called n=1',
  ],
])('%s is a problem with its place', (_, text, problem) => {
  expect(wrong(text)).toContainEqual(expect.stringContaining(problem))
})

test('load is refused by name until it is there', () => {
  expect(wrong(withSteps('  - send: {ann: CONTACT-GET}\n', 'load: {max: 1}\n'))).toEqual([
    '5:7: load is not supported yet',
  ])
  const both = good.replace('title: a rule', 'tittle: a rule\nload: {}')
  expect(wrong(both)).toEqual([
    '1:1: title is missing',
    expect.stringMatching(/^3:1: tittle: unknown key; known here: .*teardown$/),
    '4:7: load is not supported yet',
  ])
})

test.each([
  ['two kinds of line', '{ok: true, fail: true}', 'no line is a success and a failed'],
  ['a value of a failed', '{fail: true, json: []}', 'no line is a success and a failed'],
  ['an event that is a reply', '{event: {}, ok: true}', 'no line is a success and an event'],
  ['no time', '{ok: true, took: <0ms}', 'nothing comes within no time'],
  ['no line', '{ok: true, times: 0}', 'nothing is no line'],
  ['anything but any', '{not: any}', 'every line is any'],
  ['a list of another length', '{json: [1], items: 2}', 'json is no list of 2'],
  ['a line that starts otherwise', '{line: success a, starts: failed}', 'line starts otherwise'],
  ['a line without what it has', '{line: success a, has: [a, b]}', 'line does not have "b"'],
  ['a slip of a word', 'fial', 'no reply is fial; did you mean fail?'],
  ['a slip deep inside', '{oneOf: [ok, {not: fial}]}', 'no reply is fial; did you mean fail?'],
  ['an expression with flags', '/a/i', 'an expression takes no flags'],
  ['an expression with flags inside', '{oneOf: [ok, /a/i]}', 'an expression takes no flags'],
  ['an empty text', "''", 'no reply is empty'],
  ['a capture without a name', '$1st', '$1st is no name to capture'],
  ['bytes of another number', '{hex: 6869ff, len: 2}', 'hex has 3 bytes, and len wants 2'],
  ['a success that begins otherwise', '{ok: true, starts: fail}', 'a success begins with success'],
])('%s cannot match', (_, matcher, reason) => {
  expect(wrong(withSteps(`  - expect: {ann: ${matcher}}\n`))).toEqual([
    expect.stringContaining(`6:19: this cannot match: ${reason}`),
  ])
})

test('a step is of the kind that one of its keys names, expect last', () => {
  const kinds = (steps: string) => {
    const read = parseScenario('a.yaml', withSteps(steps))
    return Array.isArray(read) ? wrong(withSteps(steps)) : read.steps.map(({ step }) => step.key)
  }
  expect(kinds('  - expect: {ann: ok}\n    send: {ann: CONTACT-GET}\n')).toEqual(['send'])
  expect(kinds('  - within: 1s\n    expect: {ann: ok}\n')).toEqual(['expect'])
})

test('hexadecimal digits are as large as one likes', () => {
  const read = parseScenario('a.yaml', withSteps("  - expect: {ann: {hex: 'E9 ff', len: 2}}\n"))
  expect(read).toMatchObject({ steps: [{ step: { body: { expect: { ann: { hex: 'e9ff' } } } } }] })
})

test('an expression compiles with a number in the place of a reference', () => {
  const steps = `  - expect: {ann: '/a{\${n}}/'}\n`
  expect(wrong(withSteps(steps, 'vars: {n: 2}\n'))).toEqual([])
})

test('variables stand for the accounts, the limits, and what is before them', () => {
  const vars = `vars: {a: '\${bob}', b: '\${a} \${limits.line}'}\ncases: [{c: '\${b}'}, {c: 2, d: '\${c}'}]\n`
  expect(wrong(withSteps(`  - send: {ann: 'CONTACT-ADD \${b}\${c}'}\n`, vars))).toEqual([])
})

test('the limits of another protocol are for its profile to say', () => {
  const text = withSteps(`  - send: {ann: 'NICK \${limits.nick+1}'}\n`)
  expect(wrong(text.replace('actors', 'protocol: irc\nactors'))).toEqual([])
  expect(wrong(text)).toContainEqual(expect.stringContaining(`\${limits.nick} is no actor`))
})

test('a line end is no part of a line', () => {
  expect(wrong(withSteps('  - expect: {ann: {has: "a\\nb"}}\n'))).toEqual(['6:25: a line holds no line end'])
})

test('a keyword that is no verb is a slip unless it may be refused', () => {
  const send = (line: string, expected: string) =>
    wrong(withSteps(`  - send: {ann: '${line}'}\n    expect: {ann: ${expected}}\n`))
  expect(send('CONTACT-GTE', 'ok')).toEqual([
    '6:17: "CONTACT-GTE" is no verb; did you mean CONTACT-GET? (where that is the point, expect fail)',
  ])
  expect(send('HELLO', '{json: []}')).toEqual([expect.stringContaining('docs/protocol.md lists them')])
  for (const refused of ['fail', '{fail: unknown-keyword}', '{oneOf: [ok, fail]}', 'any']) {
    expect(send('HELLO', refused), refused).toEqual([])
  }
})

test('a name is known from the step on that captures it', () => {
  const use = `  - send: {ann: 'CONTACT-ADD \${who}'}\n    expect: {ann: any}\n`
  const take = '  - send: {ann: CONTACT-GET}\n    expect: {ann: {json: [{name: $who}]}}\n'
  expect(wrong(withSteps(take + use))).toEqual([])
  expect(wrong(withSteps(use + take))).toEqual([`6:17: \${who} is captured only later`])
})

test('of another protocol clauses and codes are free', () => {
  const text = good
    .replace('actors', 'protocol: irc\nclause: [RFC2812-3.3.1]\nactors')
    .replace(/send[\s\S]*/, "send: {ann: 'PRIVMSG nobody :hi'}\n    expect: {ann: {fail: '401'}}\n")
  expect(wrong(text)).toEqual([])
  expect(wrong(text.replace('protocol: irc\n', ''))).toHaveLength(2)
})

test('every problem is told, not the first alone', () => {
  expect(wrong('pychat: 2\nid: X\nactors: {ann: {}}\nsteps: [{send: {ann: 1}}]\n')).toHaveLength(4)
})

test('at level must only what every server can satisfy may be asked', () => {
  const must = (matcher: string) => wrong(withSteps(`  - expect: {ann: ${matcher}}\n`, 'level: must\n'))
  for (const fine of [
    'ok',
    'fail',
    '{fail: true, has: x}',
    '{ok: true, not: {has: x}}',
    '{oneOf: [ok, fail]}',
    'eof',
  ]) {
    expect(must(fine), fine).toEqual([])
  }
  for (const words of [
    '{fail: busy}',
    '{json: []}',
    'success',
    '/s.*/',
    '{not: {starts: x}}',
    '{oneOf: [ok, x]}',
  ]) {
    expect(must(words), words).toEqual([expect.stringMatching(/^7:19: at level must only/)])
  }
})

test('names that a matcher captures may be used, whichever way it captures them', () => {
  const steps = [
    "'/a (?<one>.) b/'",
    '{json: [{x: $two}]}',
    '{take: [three]}',
    '{take: {four: code}}',
    '$five',
  ]
    .map((matcher) => `  - expect: {ann: ${matcher}}\n`)
    .join('')
  expect(
    wrong(withSteps(`${steps}  - send: {ann: 'CONTACT-ADD \${one} \${two} \${three} \${four} \${five}'}\n`)),
  ).toEqual([])
})

test.each([
  ['a TAB for indentation', 'pychat: 1\n\tid: x\n', '2:1'],
  ['a key given twice', 'pychat: 1\nid: a\nid: b\n', '3:1'],
  ['a bracket that never closes', 'pychat: 1\nactors: {ann: {}\n', '3:1'],
  ['two documents', 'pychat: 1\n---\npychat: 1\n', '2:1'],
  ['a tag of its own', 'pychat: !!js/function 1\n', '1:9'],
  ['an alias to nothing', 'pychat: *nothing\n', '1:9'],
  ['an empty file', '', '1:1'],
  ['a text', 'hello', '1:1'],
  ['a list', '- pychat', '1:3'],
])('%s is a problem with its place, and nothing else happens', (_, text, place) => {
  expect(wrong(text)[0]).toMatch(new RegExp(`^${place}: .`))
})

test('aliases that multiply are refused before they fill the memory', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  for (let i = 1; i < 12; i++) {
    const [here, before] = [i, i - 1].map((n) => String.fromCharCode(97 + n))
    bomb.push(`${here}: &${here} [${Array(9).fill(`*${before}`).join(',')}]`)
  }
  expect(wrong(bomb.join('\n'))).toEqual([expect.stringMatching(/alias/i)])
})

test.each([
  ['brackets', `a:\n  b: ${'['.repeat(1500)}${']'.repeat(1500)}`, '2:103'],
  ['brackets that never close', '['.repeat(100_000), '1:100'],
  ['dashes', `${'- '.repeat(5000)}x`, '1:199'],
])('nesting without end is refused where it gets too deep: %s', (_, text, place) => {
  expect(wrong(text)).toEqual([`${place}: nested too deeply`])
})

test('keys that mean something to JavaScript are keys like others, but for the one that is none', () => {
  expect(wrong(`${good}__proto__: {level: must}\n`)).toEqual(['8:1: __proto__ is no name for anything'])
  expect(wrong(good.replace('bob: {}', 'bob: {__proto__: 1}'))).toEqual([
    '4:25: __proto__ is no name for anything',
  ])
  expect(wrong(good.replace('bob', 'constructor'))).toEqual([])
  expect(wrong(withSteps('  - constructor: {ann: x}\n'))[0]).toContain('a step starts with')
})

test('a folder stands for all YAML files below it, in order, each once', async () => {
  await mkdir(join(folder, 'b'))
  await writeFile(join(folder, 'a.yaml'), good)
  await writeFile(join(folder, 'b', 'c.yml'), good.replace('a.rule', 'b.rule'))
  await writeFile(join(folder, 'notes.txt'), 'no scenario')
  const { scenarios, problems } = await loadScenarios([folder, join(folder, 'a.yaml')])
  expect(problems).toEqual([])
  expect(scenarios.map(({ id }) => id)).toEqual(['a.rule', 'b.rule'])
})

test('an id that two files have is a problem of the second', async () => {
  const twin = join(folder, 'twin.yaml')
  await writeFile(twin, good)
  const { scenarios, problems } = await loadScenarios([join(folder, 'a.yaml'), twin])
  expect(scenarios).toHaveLength(1)
  expect(problems.map(formatProblem)).toEqual([
    `${twin}:2:5: ${join(folder, 'a.yaml')} has the id a.rule already`,
  ])
})

test('a mistake that several files share is told once, and rows are no scenario', async () => {
  const shared = join(folder, 'shared')
  await mkdir(shared)
  const write = (name: string, text: string) => writeFile(join(shared, name), text)
  await write('macros.yaml', 'pychat: 1\nmacros: {m: {steps: [{sned: {}}]}}\n')
  await write('one.yaml', good.replace('a rule', 'a rule\nuse: [macros.yaml]'))
  await write('two.yaml', good.replace('a.rule', 'b.rule').replace('a rule', 'a rule\nuse: [macros.yaml]'))
  await write('rows.yaml', '- {n: 1}\n')
  await write('rowed.yaml', good.replace('title', 'titel').replace('actors', 'cases: rows.yaml\nactors'))
  const { problems } = await loadScenarios([shared])
  expect(problems.map((problem) => formatProblem(problem).replace(`${shared}/`, ''))).toEqual([
    expect.stringContaining('macros.yaml:2:23: a step starts with'),
    'rowed.yaml:1:1: title is missing',
    expect.stringContaining('rowed.yaml:3:1: titel: unknown key'),
  ])
})

test('what cannot be read is a problem of that file alone', async () => {
  const [missing, huge, binary, empty] = ['missing.yaml', 'huge.yaml', 'binary.yaml', 'empty'].map((name) =>
    join(folder, name),
  )
  await writeFile(huge!, ' '.repeat(1024 * 1024 + 1))
  await writeFile(binary!, Buffer.from([0x61, 0xff]))
  await mkdir(empty!)
  const { problems } = await loadScenarios([missing!, huge!, binary!, empty!, '/dev/null'])
  expect(problems.map(formatProblem)).toEqual([
    `${missing}:1:1: cannot be read: there is no such file`,
    `${empty}:1:1: cannot be read: there is no .yaml file in it`,
    `${huge}:1:1: cannot be read: larger than 1048576 bytes, the most that is read`,
    `${binary}:1:1: cannot be read: it is not UTF-8`,
    '/dev/null:1:1: cannot be read: not a file',
  ])
})
