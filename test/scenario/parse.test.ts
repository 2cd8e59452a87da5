import { expect, test } from 'vitest'
import { parse } from '../../src/scenario/parse.js'
import { Faulty, formatProblem } from '../../src/scenario/source.js'

const macros = `pychat: 1
macros:
  befriend:
    actors: [one, other]
    steps:
      - send: {one: 'CONTACT-ADD \${other}'}
        expect: {one: ok}
  found:
    title: somebody founds a group
    actors: [who]
    values: [title]
    captures: [code]
    steps:
      - send: {who: 'GROUP-CREATE \${title}'}
        expect: {who: {json: {code: $code, name: '\${title}'}}}
`

const caller = (steps: string, more = 'use: [macros.yaml]') =>
  `pychat: 1\nid: a.rule\ntitle: a rule\nactors: {ann: {}, bob: {}}\n${more}\nsteps:\n${steps}\n`

/** Reads a scenario beside files. */
function read(text: string, files: Record<string, string> = { 'macros.yaml': macros }) {
  return parse('a.yaml', text, (file) => {
    if (!(file in files)) throw new Error('there is no such file')
    return files[file]!
  })!
}

function wrong(text: string, files?: Record<string, string>): string[] {
  try {
    read(text, files)
    return []
  } catch (error) {
    if (error instanceof Faulty) return error.problems.map(formatProblem)
    throw error
  }
}

test('a call becomes the steps of its macro, with the actors of the caller', () => {
  const { steps } = read(caller('  - call: {befriend: {one: bob, other: ann}}'))
  expect(steps.map(({ step, calledAt }) => ({ body: step.body, calledAt }))).toEqual([
    {
      body: { send: { bob: `CONTACT-ADD \${ann}` }, expect: { bob: 'ok' } },
      calledAt: ['steps', 0, 'call', 'befriend'],
    },
  ])
})

test('values stand where they are referred to, and captures have the names that the call gives', () => {
  const { steps } = read(
    caller(`  - call: {found: {who: ann, title: 'A & B of \${bob}', code: club}}
  - call: {found: {who: bob, title: 7}}
  - send: {bob: 'GROUP-JOIN \${club}'}
    expect: {bob: ok}
  - send: {ann: 'GROUP-JOIN \${code}'}
    expect: {ann: ok}`),
  )
  expect(steps[0]!.step.body).toEqual({
    send: { ann: `GROUP-CREATE A & B of \${bob}` },
    expect: { ann: { json: { code: '$club', name: `A & B of \${bob}` } } },
  })
  expect(steps[1]!.step.body).toEqual({
    send: { bob: 'GROUP-CREATE 7' },
    expect: { bob: { json: { code: '$code', name: 7 } } },
  })
})

test('names in expressions and in take are renamed, and values are literal there', () => {
  const text = `pychat: 1
macros:
  look:
    actors: [who]
    values: [word]
    captures: [code]
    steps:
      - send: {who: CONTACT-GET}
        expect: {who: {oneOf: ['/success \${word} (?<code>.)/', {take: [code]}, {take: {code: name}}]}}
`
  const { steps } = read(caller('  - call: {look: {who: ann, word: a.b, code: first}}'), {
    'macros.yaml': text,
  })
  expect(steps[0]!.step.body.expect).toEqual({
    ann: {
      oneOf: ['/success a\\.b (?<first>.)/', { take: { first: 'code' } }, { take: { first: 'name' } }],
    },
  })
})

test.each([
  [
    'an unknown macro',
    '  - call: {befrend: {}}',
    'a.yaml:7:12: there is no macro befrend; there are befriend, found',
  ],
  [
    'an actor that there is not',
    '  - call: {befriend: {one: ann, other: eve}}',
    'a.yaml:7:33: there is no actor eve',
  ],
  [
    'a missing argument',
    '  - call: {befriend: {one: ann}}',
    'a.yaml:7:12: other is missing; it takes one, other',
  ],
  [
    'an argument too many',
    '  - call: {befriend: {one: ann, other: bob, third: x}}',
    'a.yaml:7:45: third is no argument of the macro; it takes one, other',
  ],
  [
    'a capture that is no name',
    '  - call: {found: {who: ann, title: x, code: a b}}',
    'a.yaml:7:40: expected a name for what is captured',
  ],
  ['one actor for two', '  - call: {befriend: {one: ann, other: ann}}', 'a.yaml:7:33: ann is one already'],
])('%s is told at the call', (_, steps, problem) => {
  expect(wrong(caller(steps))).toEqual([problem])
})

test('two captures of one name are told at the call', () => {
  const files = {
    'macros.yaml': `pychat: 1
macros:
  m: {actors: [one], captures: [a, b], steps: [{expect: {one: {json: [$a, $b]}}}]}
`,
  }
  const call = (given: string) => wrong(caller(`  - call: {m: {one: ann, ${given}}}`), files)
  expect(call('a: x, b: x')).toEqual(['a.yaml:7:32: x is a already'])
  expect(call('a: b')).toEqual(['a.yaml:7:26: b is b already'])
  expect(call('a: b, b: a')).toEqual([])
})

test('what is added to a value is added to its number, or to what it refers to', () => {
  const files = {
    'macros.yaml': `pychat: 1
macros:
  m: {actors: [one], values: [n], steps: [{raw: {one: [{repeat: x, times: '\${n-1}'}]}, expect: {one: {json: '\${n+2}'}}}]}
`,
  }
  const call = (n: string) => caller(`  - call: {m: {one: ann, n: ${n}}}`, 'use: [macros.yaml]\nvars: {k: 1}')
  const body = (times: string, json: unknown) => ({
    raw: { ann: [{ repeat: 'x', times }] },
    expect: { ann: { json } },
  })
  expect(read(call('7'), files).steps[0]!.step.body).toEqual(body('6', 9))
  expect(read(call(`'\${k}'`), files).steps[0]!.step.body).toEqual(body(`\${k-1}`, `\${k+2}`))
  expect(read(call(`'\${k-1}'`), files).steps[0]!.step.body).toEqual(body(`\${k-2}`, `\${k+1}`))
  expect(wrong(call('many'), files)).toEqual([
    'a.yaml:8:26: the macro adds to n: expected a number, or a reference to one',
  ])
})

test('what a value makes wrong in a step is told at the call', () => {
  const files = {
    'macros.yaml': `pychat: 1
macros:
  m:
    actors: [one]
    values: [reply]
    steps:
      - send: {one: CONTACT-GET}
        expect: {one: '\${reply}'}
        within: 2s
`,
  }
  const call = (reply: string) => caller(`  - call: {m: {one: ann, reply: ${reply}}}`)
  expect(read(call('fail'), files).steps[0]!.step.body).toEqual({
    send: { ann: 'CONTACT-GET' },
    expect: { ann: 'fail' },
    within: 2000,
  })
  expect(wrong(call("'/(/'"), files)).toEqual([
    'a.yaml:7:12: with these values step 1 is wrong: this regular expression does not compile',
  ])
})

test('what is wrong in a macro is told in its own file', () => {
  const files = (steps: string) => ({
    'macros.yaml': `pychat: 1\nmacros:\n  m:\n    actors: [one]\n    steps:\n${steps}\n`,
  })
  const call = caller('  - call: {m: {one: ann}}')
  expect(wrong(call, files('      - sned: {one: X}'))).toEqual([
    expect.stringContaining('macros.yaml:6:9: a step starts with what it does'),
  ])
  expect(wrong(call, files('      - send: {two: CONTACT-GET}'))).toEqual([
    'macros.yaml:6:16: there is no actor two; there are ann, bob',
  ])
  expect(wrong(call, files(`      - send: {one: 'CONTACT-ADD \${two}'}`))).toEqual([
    expect.stringContaining(`macros.yaml:6:21: \${two} is no actor`),
  ])
})

test('macros use and call no others, so that none comes back to itself', () => {
  const circle = 'pychat: 1\nuse: [a.yaml]\nmacros: {m: {steps: [{call: {m: {}}}]}}\n'
  expect(wrong(caller('  - call: {m: {}}'), { 'macros.yaml': circle })).toEqual([
    'macros.yaml:2:1: a file of macros uses no other, so that none can come back to itself',
  ])
  const recursion = 'pychat: 1\nmacros: {m: {steps: [{call: {m: {}}}]}}\n'
  expect(wrong(caller('  - call: {m: {}}'), { 'macros.yaml': recursion })).toEqual([
    'macros.yaml:2:23: a macro calls no other macro',
  ])
  const itself = caller('  - call: {m: {}}', 'use: [a.yaml]')
  expect(wrong(itself, { 'a.yaml': itself })).toEqual([
    'a.yaml:5:1: a file of macros uses no other, so that none can come back to itself',
  ])
})

test('a file that is not there is told where it is named', () => {
  expect(wrong(caller('  - send: {ann: CONTACT-GET}', 'use: [no.yaml]'))).toEqual([
    'a.yaml:5:7: no.yaml cannot be read: there is no such file',
  ])
  expect(wrong(caller('  - send: {ann: CONTACT-GET}', 'cases: no.csv'))).toEqual([
    'a.yaml:5:8: no.csv cannot be read: there is no such file',
  ])
})

test('macros of one name in two files are told', () => {
  const text = caller('  - call: {befriend: {one: ann, other: bob}}', 'use: [macros.yaml, more.yaml]')
  expect(wrong(text, { 'macros.yaml': macros, 'more.yaml': macros })).toContain(
    'a.yaml:5:20: another file has a macro befriend already',
  )
})

const rowed = caller(`  - send: {ann: 'CONTACT-ADD \${name}'}\n    expect: {ann: any}`, 'cases: rows.FORM')

test.each([
  ['csv', '\ufeffcase,name,n\none,"a ""b"", c",1\n\ntwo,x,007\n'],
  [
    'yaml',
    '- {case: one, name: a "b"\\, c, n: 1}\n- {case: two, name: x, n: "007"}\n'
      .replace('\\,', ',')
      .replace('a "b", c', '\'a "b", c\''),
  ],
])('rows come from a %s file', (form, text) => {
  const { cases } = read(rowed.replace('FORM', form), { [`rows.${form}`]: text })
  expect(cases).toEqual([
    { case: 'one', name: 'a "b", c', n: 1 },
    { case: 'two', name: 'x', n: '007' },
  ])
})

test.each([
  ['csv', 'a,b\n1\n', 'rows.csv:2:1: Invalid Record Length'],
  ['csv', 'a,b\n', 'rows.csv:1:1: expected a row'],
  ['csv', 'a b\n1\n', 'rows.csv:1:1: column a b: a name is letters'],
  ['csv', 'a,a\n1,2\n', 'rows.csv:1:1: there are two columns a'],
  ['csv', 'a,b\n1,"x\n', 'rows.csv:2:1: column b: Quote Not Closed'],
  ['yaml', '{a: 1}', 'rows.yaml:1:1: expected a list of rows'],
  ['yaml', '- {a: [1]}', 'rows.yaml:1:7: expected a text, a number'],
])('what is wrong with rows in a %s file is told there', (form, text, problem) => {
  expect(wrong(rowed.replace('FORM', form), { [`rows.${form}`]: text })).toEqual([
    expect.stringContaining(problem),
  ])
})

test('rows come from beside the scenario alone', () => {
  for (const path of ['../rows.csv', '/etc/rows.csv']) {
    expect(wrong(caller('  - send: {ann: CONTACT-GET}', `cases: ${path}`))).toHaveLength(1)
  }
})
