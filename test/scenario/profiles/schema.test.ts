import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { profileJsonSchema } from '../../../src/scenario/profiles/schema.js'

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(profileJsonSchema())

const shipped = (name: string) =>
  parse(readFileSync(new URL(`../../../scenarios/profiles/${name}`, import.meta.url), 'utf8'))

test('editors accept the profiles that are shipped, and short forms', () => {
  for (const name of ['reference.yaml', 'reference-http.yaml', 'irc.yaml'])
    expect([name, validate(shipped(name))]).toEqual([name, true])
  expect(validate({ pychat: 1, profile: 'a', register: false, login: { send: ['A', 'B'] } })).toBe(true)
  expect(validate({ pychat: 1, profile: 'a', start: { command: ['a', 1], stop: { within: '1s' } } })).toBe(
    true,
  )
})

test('editors refuse what the loader refuses', () => {
  for (const wrong of [
    {},
    { pychat: 2 },
    { sever: 'x' },
    { register: true },
    { end: 'cr' },
    { start: { command: 'a b' } },
    { replies: { ok: ['OK'] } },
    { login: { until: 'ok' } },
  ]) {
    const file = Object.keys(wrong).length === 0 ? wrong : { pychat: 1, profile: 'a', ...wrong }
    expect([wrong, validate(file)]).toEqual([wrong, false])
  }
})

test('every key says what it is for', () => {
  const { properties } = profileJsonSchema() as { properties: Record<string, { description?: string }> }
  for (const [key, { description }] of Object.entries(properties))
    expect([key, description]).not.toContain(undefined)
})
