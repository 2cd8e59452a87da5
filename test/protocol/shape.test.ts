import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  boolean,
  describeShape,
  fits,
  type Infer,
  integer,
  list,
  optional,
  record,
  string,
} from '../../src/protocol/shape.js'

const file = record({ name: string, size: integer })
const message = record({ id: string, online: boolean, tags: list(string), file: optional(file) })

test('its type is what the data says', () => {
  expectTypeOf<Infer<typeof message>>().toEqualTypeOf<{
    id: string
    online: boolean
    tags: string[]
    file?: { name: string; size: number }
  }>()
})

describe('a value fits', () => {
  const whole = { id: '1', online: true, tags: ['a'], file: { name: 'x', size: 1 } }

  test('with all fields, without optional ones, and with more than the shape knows', () => {
    const { file: _, ...without } = whole
    expect(fits(message, whole)).toBe(true)
    expect(fits(message, without)).toBe(true)
    expect(fits(message, { ...whole, later: 1 })).toBe(true)
  })

  test.each([
    null,
    undefined,
    1,
    'a',
    [],
    {},
    [whole],
    { ...whole, id: 1 },
    { ...whole, online: 'yes' },
    { ...whole, tags: 'a' },
    { ...whole, tags: [1] },
    { ...whole, file: null },
    { ...whole, file: { name: 'x' } },
    { ...whole, file: { name: 'x', size: 1.5 } },
    { ...whole, file: { name: 'x', size: 2 ** 60 } },
  ])('not as %j', (value) => {
    expect(fits(message, value)).toBe(false)
  })

  test('only with fields of its own, not with what every object inherits', () => {
    expect(fits(record({ toString: string }), {})).toBe(false)
  })
})

test('it is told in the notation of the docs', () => {
  expect(describeShape(message)).toBe('{id, online, tags, file?: {name, size}}')
  expect(describeShape(list(file))).toBe('[{name, size}]')
  expect(describeShape(list(string))).toBe('[string]')
})
