import { expect, test } from 'vitest'
import { Captures } from '../../src/scenario/captures.js'
import { matchJson } from '../../src/scenario/json-pattern.js'

const scope = new Map<string, unknown>([['ann', 'ann-1']])
const mismatch = (pattern: unknown, value: unknown) => matchJson(pattern, value, scope, new Captures())

test.each([
  ['a value', 1, 1],
  ['a map that says more', { a: 1 }, { a: 1, b: 2 }],
  ['null', { a: null }, { a: null }],
  ['any', ['any', 'any'], [1, null]],
  ['absent', { a: 'absent' }, {}],
  ['an expression', { a: '/x+/' }, { a: 'xxx' }],
  ['a reference', { a: `\${ann}` }, { a: 'ann-1' }],
  ['a name that has the value', { a: '$ann' }, { a: 'ann-1' }],
  ['a name twice', [{ a: '$id' }, { a: '$id' }], [{ a: 1 }, { a: 1 }]],
  ['more at the end', [1, '…'], [1, 2, 3]],
  ['more at the start', ['…', 3], [1, 2, 3]],
  ['more on both sides', ['…', 2, '…'], [1, 2, 3]],
  ['more that is nothing', ['…', 1, '…'], [1]],
  ['more twice, with a wrong start', ['…', 1, 2, '…', 4], [1, 3, 1, 2, 3, 4]],
  ['more twice in a row', ['…', '…', 3], [1, 2, 3]],
  ['what ends as it goes on', ['…', 1, '…', 1], [1, 1]],
  ['an empty list', [], []],
])('%s matches', (_, pattern, value) => {
  expect(mismatch(pattern, value)).toBeUndefined()
})

test.each([
  ['another value', 1, 2, { at: '', wanted: '1', got: '2' }],
  ['a text for a number', { a: 1 }, { a: '1' }, { at: '.a', wanted: '1', got: '"1"' }],
  ['a missing key', { a: 1 }, {}, { at: '.a', wanted: '1', got: 'nothing' }],
  ['any of nothing', { a: 'any' }, {}, { at: '.a' }],
  ['what should be absent', { a: 'absent' }, { a: null }, { at: '.a', got: 'null' }],
  ['an inherited key', { constructor: 'any' }, {}, { at: '.constructor', got: 'nothing' }],
  ['a longer list', [1], [1, 2], { at: '', wanted: '1 item', got: '2 items: [1,2]' }],
  ['a deep value', [{ a: [{ b: 1 }] }], [{ a: [{ b: 2 }] }], { at: '[0].a[0].b' }],
  ['a map for a list', { a: 1 }, [1], { at: '' }],
  ['a list for a map', [1], { 0: 1 }, { at: '' }],
  ['an expression that is not anchored', '/b/', 'abc', { wanted: '"/b/"' }],
  ['a number for an expression', '/1/', 1, { got: '1' }],
  ['another value of a name', ['$id', '$id'], [1, 2], { at: '[1]', wanted: '1', got: '2' }],
  ['another account', '$ann', 'eve', { wanted: '"ann-1"', got: '"eve"' }],
  ['a list that goes on otherwise', ['…', 9], [1, 2], { wanted: 'a list that goes on with [9]' }],
  [
    'a list whose end is its middle, too',
    ['…', 1, '…', 1],
    [2, 1],
    { wanted: 'a list that goes on with [1]' },
  ],
  ['a list that is too short', [1, '…', 2, '…', 3], [1, 3], { wanted: 'at least 3 items' }],
])('%s does not match, and is told with its place', (_, pattern, value, told) => {
  expect(mismatch(pattern, value)).toMatchObject(told)
})

test('captures hold what was taken, and nothing of a trial that failed', () => {
  const captures = new Captures()
  expect(
    matchJson(
      ['…', { a: '$x', b: 2 }, '…'],
      [
        { a: 1, b: 1 },
        { a: 5, b: 2 },
      ],
      scope,
      captures,
    ),
  ).toBeUndefined()
  expect([...captures.entries()]).toEqual([['x', 5]])
})

test('what a reference stands for is no expression', () => {
  const hostile = new Map([['name', 'a.*(']])
  expect(matchJson(`/\${name}!/`, 'a.*(!', hostile, new Captures())).toBeUndefined()
  expect(matchJson(`/\${name}!/`, 'abc!', hostile, new Captures())).toBeDefined()
})

test('a list as long as a server likes is gone through once', () => {
  const long = Array.from({ length: 20_000 }, () => 1)
  const started = performance.now()
  expect(mismatch(['…', 1, '…', { a: 1 }, '…'], long)?.wanted).toBe('a list that goes on with [{"a":1},"…"]')
  expect(mismatch(['…', 1, '…', 1, '…', 1, '…', 2, 2], long)).toBeDefined()
  const lists = [...Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => 1)), [2]]
  expect(mismatch(['…', ['…', 1, '…', 2, '…'], '…'], lists)).toBeDefined()
  expect(performance.now() - started).toBeLessThan(1000)
})

test('what was taken further to the left holds for what follows', () => {
  const pattern = ['…', { a: '$x' }, '…', { b: '$x' }]
  const taken = (value: unknown) => {
    const captures = new Captures()
    return { mismatch: matchJson(pattern, value, scope, captures), captures: [...captures.entries()] }
  }
  expect(taken([{ a: 1 }, { b: 2 }, { b: 1 }])).toEqual({ mismatch: undefined, captures: [['x', 1]] })
  expect(taken([{ a: 1 }, { b: 1 }, { b: 2 }]).mismatch).toBeDefined()
})

test('a value nested without an end is a mismatch in words', () => {
  const deep = () => JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
  expect(mismatch({ a: 1 }, deep())).toMatchObject({
    wanted: '{"a":1}',
    got: expect.stringContaining('too deeply'),
  })
  expect(mismatch({ a: ['$x', '$x'] }, { a: [deep(), deep()] })?.got).toContain('too deeply')
})
