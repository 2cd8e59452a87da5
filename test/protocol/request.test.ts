import { describe, expect, test } from 'vitest'
import * as codec from '../../src/protocol/codecs.js'
import { Refusal } from '../../src/protocol/refusals.js'
import {
  characters,
  formatRequest,
  hasControl,
  parseArguments,
  parseKeyword,
  usage,
} from '../../src/protocol/request.js'
import { type Argument, type ArgumentsOf, rowOf, type Verb, verbNames } from '../../src/protocol/verbs.js'
import fc from '../helpers/properties.js'

/** What a line comes to without a session's check: its arguments, or the code of its refusal. */
function parse(line: string, limit = 100): unknown {
  const keyword = parseKeyword(line)
  if (keyword instanceof Refusal) return keyword.code
  const args = parseArguments(keyword.verb, keyword.words, limit)
  return args instanceof Refusal ? args.code : args
}

const unit = (alphabet: string) => fc.constantFrom(...Array.from(alphabet))
const string = (alphabet: string, maxLength: number, minLength = 1) =>
  fc.string({ unit: unit(alphabet), minLength, maxLength })
const characterOf = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 1 })
  .filter((char) => !hasControl(char) && !/[\ud800-\udfff]/u.test(char))
const word = fc
  .string({ unit: characterOf, minLength: 1, maxLength: 100 })
  .filter((text) => !/[ \t]/.test(text))
const text = fc
  .string({ unit: fc.oneof(characterOf, fc.constantFrom(' ', '\t')), minLength: 1, maxLength: 100 })
  .filter((value) => /[^ ]/.test(value))

/** Values that a codec's arguments may have. */
const values = new Map<unknown, fc.Arbitrary<unknown>>([
  [codec.name, string('abyzAZ09é一', 20).map((name) => name.normalize('NFC'))],
  [codec.password, word.map((value) => value.normalize('NFC')).filter((value) => characters(value) <= 100)],
  [codec.opaque, word],
  [codec.text, text],
  [codec.path, text.filter((value) => !/[/\\]/.test(value) && value !== '.' && value !== '..')],
  [codec.size, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })],
  [codec.limit, fc.integer({ min: 1, max: 500 })],
  [codec.position, fc.oneof(fc.constant(null), string('abz019', 11))],
  [codec.onOff, fc.constantFrom('on', 'off')],
])

const argumentsOf = (verb: Verb) =>
  fc.record(
    Object.fromEntries(
      rowOf(verb).arguments.map(({ name, codec: kind, many }) => {
        const value = values.get(kind)!
        return [name, many ? fc.array(value, { minLength: 1, maxLength: 5 }) : value]
      }),
    ),
  ) as fc.Arbitrary<ArgumentsOf<Verb>>

describe.each(verbNames)('%s', (verb) => {
  test('reads what it writes', () => {
    fc.assert(
      fc.property(argumentsOf(verb), (args) => {
        expect(parse(formatRequest(verb, args))).toEqual({ ...args })
      }),
      { numRuns: 150 },
    )
  })

  test('is refused for the number of its words, unless a text takes them', () => {
    const { arguments: expected } = rowOf(verb)
    const words = (count: number) => [verb, ...Array(count).fill('1')].join(' ')
    for (let count = 0; count < expected.length; count++) expect(parse(words(count))).toBe('wrong-arguments')
    const takesAll = expected.some(({ codec: { text: isText }, many }) => isText || many)
    if (!takesAll) expect(parse(words(expected.length + 1))).toBe('wrong-arguments')
  })

  test('says how it is written', () => {
    const words = rowOf(verb).arguments.map(({ name, many }: Argument) => ` <${name}>${many ? '…' : ''}`)
    expect(usage(verb)).toBe(verb + words.join(''))
  })
})

describe('the line (LINE-6, LINE-7, LINE-9)', () => {
  test.each([
    ['', 'malformed'],
    [' ', 'malformed'],
    [' SERVER-INFO', 'malformed'],
    ['SERVER-INFO ', 'malformed'],
    ['SERVER-INFO  ', 'malformed'],
    ['\tSERVER-INFO', 'malformed'],
    ['SERVER-INFO\t', 'malformed'],
    ['server-info', 'unknown-keyword'],
    ['Server-Info', 'unknown-keyword'],
    ['SERVER-INFO-', 'unknown-keyword'],
    ['constructor', 'unknown-keyword'],
    ['__proto__ a', 'unknown-keyword'],
    ['toString', 'unknown-keyword'],
    ['\ufeffSERVER-INFO', 'unknown-keyword'],
    ['SERVER-INFO x', 'wrong-arguments'],
    ['CONTACT-ADD', 'wrong-arguments'],
    ['CONTACT-ADD ', 'malformed'],
    ['CONTACT-ADD  budi', 'malformed'],
    ['CONTACT-ADD budi ', 'malformed'],
    ['CONTACT-ADD a b', 'wrong-arguments'],
    ['CONTACT-ADD a  b', 'malformed'],
    ['CONTACT-ADD bu\tdi', 'malformed'],
    ['GROUP-INVITE k3x9', 'wrong-arguments'],
    ['GROUP-INVITE k3x9 ', 'malformed'],
    ['GROUP-INVITE k3x9 sari  budi', 'malformed'],
    ['AUTH-LOGIN modis pass word', 'wrong-arguments'],
  ])('%j is %s', (line, code) => {
    expect(parse(line)).toBe(code)
  })

  test.each(['\u0000', '\u0007', '\u000b', '\r', '\u001b', '\u001f', '\u007f', '\u0080', '\u0085', '\u009f'])(
    'a control character, here %j, is malformed anywhere',
    (control) => {
      for (const line of [control, `${control}SERVER-INFO`, `NO${control}`, `GROUP-CREATE a${control}b`]) {
        expect(parse(line)).toBe('malformed')
      }
    },
  )

  test.each(['\u00a0', '\u2028', '\u200b', '\ufeff', '\u202e'])(
    'what is no C0, DEL or C1, here %j, passes in text',
    (char) => {
      expect(parse(`GROUP-CREATE a${char}b`)).toEqual({ title: `a${char}b` })
    },
  )
})

describe('a text argument (LINE-5)', () => {
  test.each([
    ['GROUP-CREATE  a  b ', { title: ' a  b ' }],
    ['GROUP-CREATE a\tb\t', { title: 'a\tb\t' }],
    ['GROUP-CREATE \t', { title: '\t' }],
    ['CHAT-PRIVATE-SEND budi  halo ', { name: 'budi', message: ' halo ' }],
    ['CHAT-PRIVATE-SEND budi a b c', { name: 'budi', message: 'a b c' }],
    ['FILE-SEND-PRIVATE budi foto pantai.jpg 48213', { name: 'budi', path: 'foto pantai.jpg', size: 48213 }],
    ['FILE-SEND-PRIVATE budi 1 2 3', { name: 'budi', path: '1 2', size: 3 }],
    ['FILE-SEND-PRIVATE budi  a  3', { name: 'budi', path: ' a ', size: 3 }],
  ])('of %j takes what its neighbours leave', (line, args) => {
    expect(parse(line)).toEqual(args)
  })

  test.each([
    ['GROUP-CREATE ', 'bad-argument'],
    ['GROUP-CREATE    ', 'bad-argument'],
    ['CHAT-PRIVATE-SEND budi  ', 'bad-argument'],
    ['CHAT-PRIVATE-SEND  budi halo', 'malformed'],
    ['CHAT-PRIVATE-SEND bu\tdi halo', 'malformed'],
    ['FILE-SEND-PRIVATE budi  3', 'bad-argument'],
    ['FILE-SEND-PRIVATE budi   3', 'bad-argument'],
    ['FILE-SEND-PRIVATE budi a ', 'malformed'],
    ['FILE-SEND-PRIVATE budi a 3 ', 'malformed'],
    ['FILE-SEND-PRIVATE budi a\t3', 'malformed'],
    ['FILE-SEND-PRIVATE budi a', 'wrong-arguments'],
  ])('of %j is refused with %s', (line, code) => {
    expect(parse(line)).toBe(code)
  })
})

describe('the longest argument (LINE-4)', () => {
  test.each(['x', 'é', '😀', 'e\u0301', '👩‍👩‍👧'])('counts code points, here of %j', (char) => {
    const points = Array.from(char).length
    const most = char.repeat(Math.floor(100 / points)) + 'x'.repeat(100 % points)
    expect(parse(`GROUP-CREATE ${most}`)).toEqual({ title: most })
    expect(parse(`GROUP-CREATE ${most}x`)).toBe('argument-too-long')
  })

  test('is counted before the name is composed (AUTH-2)', () => {
    const decomposed = 'e\u0301'.repeat(50)
    expect(parse(`CONTACT-ADD ${decomposed}`)).toEqual({ name: 'é'.repeat(50) })
    expect(parse(`CONTACT-ADD ${decomposed}e`)).toBe('argument-too-long')
  })

  test('is the same for every argument, the many included', () => {
    const long = 'x'.repeat(101)
    expect(parse(`GROUP-INVITE k3x9 a b ${long}`)).toBe('argument-too-long')
    expect(parse(`AUTH-LOGIN a ${long}`)).toBe('argument-too-long')
    expect(parse(`FILE-SEND-PRIVATE budi a ${'9'.repeat(101)}`)).toBe('argument-too-long')
  })

  test('may be another', () => {
    expect(parse('GROUP-CREATE abc', 2)).toBe('argument-too-long')
    expect(parse(`GROUP-CREATE ${'x'.repeat(5000)}`, 5000)).toEqual({ title: 'x'.repeat(5000) })
  })

  test('counts a lone half of a pair as one, as whoever iterates a string does', () => {
    for (const word of ['', 'a', '😀', '\ud83d', '\ude00', '\ud83da', 'a😀\ude00\ud83d']) {
      if (/[\ud800-\udbff](?![\udc00-\udfff])/.test(word)) continue
      expect(characters(word)).toBe(Array.from(word).length)
    }
  })
})

describe('of several faults the first in the order answers (REPLY-5)', () => {
  const long = 'x'.repeat(101)
  test.each([
    ['a control character before the keyword', `NO-SUCH \u0001`, 'malformed'],
    ['the keyword before the arguments', `NO-SUCH  ${long}`, 'unknown-keyword'],
    ['an empty argument before the count', 'CONTACT-ADD a  b', 'malformed'],
    ['an empty argument before the length', `AUTH-LOGIN  ${long}`, 'malformed'],
    ['the count before the length', `CONTACT-ADD ${long} b`, 'wrong-arguments'],
    ['the length before the form', `AUTH-LOGIN !bad ${long}`, 'argument-too-long'],
    ['the length before the form of text', `GROUP-CREATE ${' '.repeat(101)}`, 'argument-too-long'],
    ['the form', 'AUTH-LOGIN !bad pass', 'bad-argument'],
  ])('%s', (_, line, code) => {
    expect(parse(line)).toBe(code)
  })
})

test('a bad size is no matter of form, since it comes after the user and the group (REPLY-5)', () => {
  for (const size of ['0', '-1', '1.5', '1e3', 'x', '01', '٣']) {
    expect(parse(`FILE-SEND-PRIVATE budi a ${size}`)).toEqual({ name: 'budi', path: 'a', size: Number.NaN })
  }
})

test('the cause of a refusal is one line without half a character', () => {
  for (const keyword of [`${'A'.repeat(39)}😀`, '😀'.repeat(60), 'B'.repeat(60_000)]) {
    const refusal = parseKeyword(`${keyword} x`) as Refusal
    expect(refusal.cause).not.toMatch(/[\n\r]/)
    expect(refusal.cause.length).toBeLessThan(200)
  }
})

// clip() cuts at 40 UTF-16 units, which may be the middle of a pair: the wire then shows U+FFFD.
test('the cause of a refusal never cuts a character in two', () => {
  const refusal = parseKeyword(`${'A'.repeat(39)}😀 x`) as Refusal
  expect(refusal.cause).not.toMatch(/\p{Surrogate}/u)
})
