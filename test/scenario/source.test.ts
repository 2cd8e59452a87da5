import { expect, test } from 'vitest'
import { Source } from '../../src/scenario/source.js'

const source = new Source('a.yaml', 'a: 1\nlist:\n  - x: {y: z}\n  - &it {deep: 1}\n  - *it\n')
const place = (...path: (string | number)[]) => {
  const { line, column } = source.problem(path, '')
  return [line, column]
}

test('a value is found by its path', () => {
  expect(place('a')).toEqual([1, 4])
  expect(place('list', 0, 'x', 'y')).toEqual([3, 12])
})

test('what a path misses is found at the nearest value above', () => {
  expect(place('list', 0, 'x', 'nothing', 'at all')).toEqual([3, 8])
  expect(place()).toEqual([1, 1])
})

test('a value behind an alias is found where it is written', () => {
  expect(place('list', 2, 'deep')).toEqual([4, 16])
})

test('a key is found apart from its value', () => {
  expect(source.keyProblem(['list', 0, 'x'], 'm')).toEqual({
    file: 'a.yaml',
    line: 3,
    column: 5,
    message: 'm',
  })
})

test('a key that stands for a prototype is refused wherever it is', () => {
  expect(new Source('a.yaml', 'a:\n  - {__proto__: 1}\n').problems).toEqual([
    { file: 'a.yaml', line: 2, column: 6, message: '__proto__ is no name for anything' },
  ])
})

test('an excerpt shows the line among its neighbours, and never beyond the file', () => {
  expect(source.excerpt(['a'], 1)).toEqual([
    { line: 1, text: 'a: 1', marked: true },
    { line: 2, text: 'list:', marked: false },
  ])
  expect(source.excerpt(['list', 2])).toHaveLength(4)
})
