import { describe, expect, test } from 'vitest'
import {
  limit,
  name,
  onOff,
  opaque,
  password,
  path,
  position,
  size,
  text,
} from '../../src/protocol/codecs.js'
import fc from '../helpers/properties.js'

describe('a name (AUTH-8)', () => {
  test.each(['a', 'Z', '7', 'modis', 'a.b_c-d', '0-', 'Ünal', '王小明', 'नमस्ते', '٣ab', 'ß', 'ﷺ'])(
    'may be %s',
    (raw) => {
      expect(name.decode(raw)).toBe(raw.normalize('NFC'))
    },
  )

  test.each([
    '',
    '.',
    '-a',
    '_a',
    '.a',
    '\u0301a',
    'a b',
    'a\tb',
    'a/b',
    'a\\b',
    'a@b',
    'a:b',
    'a,b',
    '😀',
    'a😀',
    'a\u200db',
    'a\u200b',
    'a\u202e',
    '\ufeffa',
    'a²',
    'Ⅷ',
    'a\u00a0',
    '$',
    'a!',
    '(a)',
    'a\n',
  ])('may not be %j', (raw) => {
    expect(name.decode(raw)).toBeUndefined()
  })

  test('is the same however its marks are written (AUTH-2)', () => {
    expect(name.decode('e\u0301')).toBe('é')
    expect(name.decode('\u212b')).toBe('Å')
    expect(name.decode('ㄱㅏ')).not.toBe('가')
    expect(name.decode('\u1100\u1161')).toBe('가')
  })

  test('keeps its case', () => {
    expect(name.decode('Modis')).not.toBe(name.decode('modis'))
  })
})

test('whatever a codec takes, it takes in the same way once written again', () => {
  const codecs = { name, password, opaque, text, path, limit, position, onOff }
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(codecs)), fc.string({ unit: 'binary' }), (codec, raw) => {
      const value = codec.decode(raw)
      if (value === undefined) return
      expect(codec.decode(codec.encode(value as never))).toEqual(value)
    }),
    { numRuns: 500 },
  )
})

test('a password is the same however its marks are written, and holds anything else (AUTH-2)', () => {
  expect(password.decode('pa\u0301ss')).toBe('páss')
  expect(password.decode('😀$:"\\')).toBe('😀$:"\\')
})

test('a code of any form decodes, since one of the wrong form is simply unknown (AUTH-8)', () => {
  for (const raw of ['k3x9', 'K3X9', '!', '../..', '%00']) expect(opaque.decode(raw)).toBe(raw)
})

describe('a path (FILE-2)', () => {
  test.each([
    ['foto.jpg', 'foto.jpg'],
    ['/home/ani/foto.jpg', 'foto.jpg'],
    ['C:\\fotos\\foto.jpg', 'foto.jpg'],
    ['a/b\\c d', 'c d'],
    ['../../etc/passwd', 'passwd'],
    ['...', '...'],
    ['.bashrc', '.bashrc'],
    ['a/..b', '..b'],
    [' foto', ' foto'],
  ])('%j gives the name %j', (raw, kept) => {
    expect(path.decode(raw)).toBe(kept)
  })

  test.each(['', ' ', '/', '\\', 'a/', 'a\\', '.', '..', 'a/.', 'a\\..', '/..'])('%j is refused', (raw) => {
    expect(path.decode(raw)).toBeUndefined()
  })

  // The file's name becomes the text of a message (FILE-4), and text holds a character other than a space (LINE-5).
  test('whose last component is blank is refused', () => {
    expect(path.decode('a/ ')).toBeUndefined()
  })
})

test('a size is a whole number from 1 without leading zeros, else NaN (FILE-1)', () => {
  expect(['1', '10', '26214400'].map((raw) => size.decode(raw))).toEqual([1, 10, 26214400])
  for (const raw of ['0', '00', '01', '+1', '-1', '1.0', '1e3', '0x10', ' 1', '', 'NaN', '１']) {
    expect(size.decode(raw)).toBeNaN()
  }
  expect(size.decode('9'.repeat(100))).toBeGreaterThan(Number.MAX_SAFE_INTEGER)
})

test('a limit is a whole number from 1 to 500', () => {
  expect(['1', '500'].map((raw) => limit.decode(raw))).toEqual([1, 500])
  for (const raw of ['0', '501', '01', '-1', '1.5', '1e2', 'x', '99999999999999999999']) {
    expect(limit.decode(raw)).toBeUndefined()
  }
})

test('a position is an id, or - for the end that the verb starts at', () => {
  expect(position.decode('-')).toBeNull()
  expect(position.decode('1a')).toBe('1a')
  expect([null, '1a'].map((value) => position.encode(value))).toEqual(['-', '1a'])
})

test('a switch is on or off, in lower case', () => {
  expect(['on', 'off', 'ON', 'true', ''].map((raw) => onOff.decode(raw))).toEqual([
    'on',
    'off',
    undefined,
    undefined,
    undefined,
  ])
})
