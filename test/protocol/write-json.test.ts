import { expect, test } from 'vitest'
import { boolean, integer, list, optional, record, string } from '../../src/protocol/shape.js'
import { writerOf } from '../../src/protocol/write-json.js'
import fc from '../helpers/properties.js'

const shape = record({
  id: string,
  n: integer,
  on: boolean,
  tags: list(string),
  file: optional(record({ name: string })),
})
const text = fc.string({ unit: 'binary', maxLength: 20 })

test('it writes what JSON.stringify would, for any text', () => {
  const write = writerOf(shape)
  const value = fc.record(
    {
      id: text,
      n: fc.maxSafeInteger(),
      on: fc.boolean(),
      tags: fc.array(text),
      file: fc.record({ name: text }),
    },
    { requiredKeys: ['id', 'n', 'on', 'tags'] },
  )
  fc.assert(
    fc.property(value, (it) => {
      expect(write(it)).toBe(JSON.stringify(it))
    }),
  )
})

test('lone surrogates are escaped, as JSON.stringify does', () => {
  expect(writerOf(string)('a\ud800b')).toBe('"a\\ud800b"')
})

test('what the shape does not know is left out', () => {
  expect(writerOf(record({ id: string }))({ id: '1', secret: 'x' })).toBe('{"id":"1"}')
})
