import { expect, test } from 'vitest'
import { boundedExec } from '../../src/scenario/bounded-exec.js'

test('an expression gives what it gives', () => {
  expect(boundedExec(/(?<word>\w+) (\w+)/u, 'hi bob')?.groups).toMatchObject({ word: 'hi' })
  expect(boundedExec(/(a+)(b+)/u, 'c')).toBeNull()
  expect(boundedExec(/a/d, 'ba')?.indices?.[0]).toEqual([1, 2])
})

test('one that would take for ever ends as an error', () => {
  expect(() => boundedExec(/^(?:(a+)+)$/u, `${'a'.repeat(50)}b`)).toThrow('takes too long on what came')
})
