import { expect, test } from 'vitest'
import { fieldsOf } from '../../src/cli/fields.js'
import { plainRow, plainText } from '../../src/cli/plain-row.js'
import { verbs } from '../../src/protocol/verbs.js'
import fc from '../helpers/properties.js'

test('a list of words stands between spaces, records are JSON, nothing is nothing', () => {
  expect(plainText(['a', 'b'])).toBe('a b')
  expect(plainText([{ name: 'eve', code: 'unknown-user' }])).toBe('[{"name":"eve","code":"unknown-user"}]')
  expect(plainText({ toString: 1 })).toBe('{"toString":1}')
  expect([undefined, null, [], 0, false].map(plainText)).toEqual(['', '', '', '0', 'false'])
})

test('whatever stands in its values, a row is one line with a cell for each field', () => {
  const fields = fieldsOf(verbs['CONTACT-GET'].value)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (name, online) => {
      const row = plainRow({ name, online }, fields)
      expect(row.split('\t')).toHaveLength(2)
      expect(row).not.toMatch(/[\r\n\u2028\u2029\u0085\u001b]/)
    }),
  )
})
