import { expect, test } from 'vitest'
import {
  fill,
  fillValue,
  isCountable,
  isReference,
  references,
  renameReferences,
} from '../../src/scenario/template.js'

const scope = new Map<string, unknown>([
  ['bob', 'bob-1'],
  ['n', 7],
  ['limits.line', 65536],
])

test('references are replaced by their values', () => {
  expect(fill(`CHAT \${bob} \${n} \${limits.line}`, scope)).toBe('CHAT bob-1 7 65536')
})

test('a doubled dollar stands for itself', () => {
  expect(fill(`$$\{bob} costs $5`, scope)).toBe(`\${bob} costs $5`)
})

test('a value is not filled again', () => {
  expect(fill(`\${a}`, new Map([['a', `\${bob}`]]))).toBe(`\${bob}`)
})

test('a text that is one reference keeps the type of its value', () => {
  expect(fillValue(`\${n}`, scope)).toBe(7)
  expect(fillValue(`\${n} `, scope)).toBe('7 ')
})

test('a name without a value is an error, never an empty text', () => {
  expect(() => fill(`\${code}`, scope)).toThrow('nothing captured it before')
})

test('the names of a text are known without its values', () => {
  expect(references(`\${a} $$\{b} \${c.d}`)).toEqual(['a', 'c.d'])
  expect(isReference(`\${a}`)).toBe(true)
  expect(isReference(`a\${a}`)).toBe(false)
})

test('a number may be added to what a name stands for', () => {
  const scope = new Map<string, unknown>([
    ['n', 7],
    ['text', '12'],
    ['word', 'a'],
  ])
  expect(fill(`\${n+1} \${n-7} \${text+1}`, scope)).toBe('8 0 13')
  expect(fillValue(`\${n+1}`, scope)).toBe(8)
  expect(() => fill(`\${word+1}`, scope)).toThrow('needs a number, and word is "a"')
  expect(references(`\${n+1} $\${n}`)).toEqual(['n'])
})

test('a value in the place of a name keeps what is added to it', () => {
  const put = (text: string, n: string | number) => renameReferences(text, new Map(), new Map([['n', n]]))
  expect(put(`a \${n+1} b`, 4)).toBe('a 5 b')
  expect(put(`\${n-1}`, '4')).toBe('3')
  expect(put(`\${n+1}`, `\${k}`)).toBe(`\${k+1}`)
  expect(put(`\${n+1}`, `\${k-3}`)).toBe(`\${k-2}`)
  expect(put(`\${n}`, 'x')).toBe('x')
  expect([4, '4', `\${k}`, 'x', '', true].map(isCountable)).toEqual([true, true, true, false, false, false])
})
