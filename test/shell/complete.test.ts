import { expect, test } from 'vitest'
import { complete, lastWord } from '../../src/shell/complete.js'

const words = ['budi', 'budiman', 'citra']

test('a word is completed as far as the candidates agree', () => {
  expect(complete('chat b', lastWord('chat b', words))).toEqual({
    line: 'chat budi',
    options: ['budi', 'budiman'],
  })
  expect(complete('chat ', lastWord('chat ', words))).toEqual({ line: 'chat ', options: words })
  expect(complete('chat c', lastWord('chat c', words))).toEqual({ line: 'chat citra ', options: [] })
  expect(complete('chat x', lastWord('chat x', words))).toEqual({ line: 'chat x', options: [] })
})

test('a folder goes on, and a path may hold spaces', () => {
  const line = '/file my pi'
  expect(complete(line, { from: 6, words: ['my pictures/'] })).toEqual({
    line: '/file my pictures/',
    options: [],
  })
})

test('candidates that share half a character are not cut inside it', () => {
  expect(complete('', { from: 0, words: ['😀', '😁'] }).line).toBe('')
})
