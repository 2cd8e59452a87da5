import { expect, test } from 'vitest'
import { pyChat } from '../../src/scenario/py-chat-profile.js'
import { Transcript } from '../../src/scenario/transcript.js'

test('a long case keeps its beginning and its end', () => {
  const transcript = new Transcript(pyChat)
  for (let i = 0; i < 1000; i++) transcript.add('ann', 'sent', `line ${i}`)
  const texts = transcript.entries().map(({ text }) => text)
  expect(texts[0]).toBe('line 0')
  expect(texts.at(-1)).toBe('line 999')
  expect(texts).toContain('600 entries left out')
  expect(texts).toHaveLength(401)
})

test('entries are in order of time, a long one is clipped', () => {
  const transcript = new Transcript(pyChat)
  const now = performance.now()
  transcript.add('ann', 'sent', 'x'.repeat(5000), now + 20)
  transcript.add('bob', 'received', 'early', now + 10)
  const [first, second] = transcript.entries()
  expect(first).toMatchObject({ actor: 'bob', text: 'early' })
  expect(second!.text).toMatch(/^x{2000}… \(5000 characters\)$/)
})

test('a secret that the cut goes through is masked all the same', () => {
  const transcript = new Transcript(pyChat)
  transcript.hide('hush-hush-hush')
  transcript.add('ann', 'sent', `${'x'.repeat(1995)}hush-hush-hush`)
  expect(transcript.entries()[0]!.text).not.toContain('hush')
})

test('bytes are shown as the text that they are, else in hexadecimal without secrets', () => {
  const transcript = new Transcript(pyChat)
  transcript.hide('hush-hush-hüsh')
  expect(transcript.shown(Buffer.from('hi bób'))).toBe('hi bób')
  const bytes = (text: string) => Buffer.concat([Buffer.from(text), Buffer.from([0xff])])
  expect(transcript.shown(bytes('a'))).toBe('hex 61ff')
  expect(transcript.shown(bytes('ahush-hush-hüshb'))).toBe('hex 61***62ff')
  expect(transcript.shown(bytes(`${'a'.repeat(995)}hush-hush-hüsh`))).toBe(`hex ${'61'.repeat(995)}***`)
  expect(transcript.shown(bytes('a'.repeat(5000)))).toBe(`hex ${'61'.repeat(1000)}`)
})

test('bytes do not show what the profile masks in a line', () => {
  const shown = new Transcript(pyChat).shown(
    Buffer.concat([Buffer.from('success {"token":"0123456789abcdef"} '), Buffer.from([0xff])]),
  )
  expect(shown).toContain('***')
  expect(shown).not.toContain(Buffer.from('01234567').toString('hex'))
})
