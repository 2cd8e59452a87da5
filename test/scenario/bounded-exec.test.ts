import { expect, test } from 'vitest'
import { boundedExec } from '../../src/scenario/bounded-exec.js'

const many = (text: string, times: number) => text.repeat(times)

test('an expression gives what it gives', () => {
  expect(boundedExec(/(?<word>\w+) (\w+)/u, 'hi bob')?.groups).toMatchObject({ word: 'hi' })
  expect(boundedExec(/(a+)(b+)/u, 'c')).toBeNull()
  expect(boundedExec(/a/d, 'ba')?.indices?.[0]).toEqual([1, 2])
  expect(boundedExec(/^(?:(?:a|b)*c)$/u, `${many('ab', 1000)}c`)).not.toBeNull()
})

test.each([
  ['a repeat within a repeat', /^(?:(a+)+)$/u, `${many('a', 50)}b`],
  ['one in disguise', /(\w|\d)+x/u, many('1', 40)],
  ['one that counts', /^(?:(a|a){1,50}b)$/u, many('a', 50)],
  ['many repeats on a short text', /^(?:a*a*a*a*a*a*a*a*a*a*b)$/u, many('a', 80)],
  ['two repeats on a long text', /^(?:[^ !]+\S*x)$/u, many('a', 1_000_000)],
  ['many alternatives', new RegExp(`^(?:${many('(a|a)', 40)}b)$`, 'u'), many('a', 41)],
  ['many options', new RegExp(`^(?:${many('a?', 40)}b)$`, 'u'), many('a', 40)],
  ['a look ahead that repeats', /^(?:(?=a*a*a*a*a*a*b).*)$/u, many('a', 400)],
  ['references back', /^(?:(a*)(a*)(a*)\1\2\3(a*)b)$/u, many('a', 2000)],
  ['a choice that is not anchored', /^(?:b)|(?:a*a*a*a*c)$/u, many('a', 400)],
])('%s ends as an error, soon', (_, regex, text) => {
  const started = performance.now()
  expect(() => boundedExec(regex, text)).toThrow('takes too long on what came')
  expect(performance.now() - started).toBeLessThan(2500)
})

test('what a profile asks of each line costs next to nothing', () => {
  const regex =
    /^(?::(?<from>[^ !]+)(?:!\S*)? (?<command>PRIVMSG|NOTICE|PART) (?<target>\S+)( :?(?<text>.*))?)$/u
  const took = Array.from({ length: 10 }, () => {
    const started = performance.now()
    for (let i = 0; i < 500; i++) boundedExec(regex, ':ann!~ann@localhost PRIVMSG #room :hi')
    return (performance.now() - started) / 500
  })
  expect(Math.min(...took)).toBeLessThan(0.03)
})
