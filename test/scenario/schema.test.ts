import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadScenarios } from '../../src/scenario/load.js'
import { fileJsonSchema } from '../../src/scenario/schema.js'
import { shippedScenarios } from '../../src/scenario/shipped.js'
import { stepKinds } from '../../src/scenario/steps/table.js'

const validate = new Ajv2020({ strict: false }).compile(fileJsonSchema())

const scenario = (steps: unknown) => ({ pychat: 1, id: 'a', title: 'a', actors: { ann: {} }, steps })

test('the schema that editors get takes every shipped scenario, and its first line names it', async () => {
  const { scenarios } = await loadScenarios([shippedScenarios()])
  expect(scenarios.length).toBeGreaterThan(100)
  for (const { source } of scenarios) {
    validate(source.value)
    expect(validate.errors ?? [], source.file).toEqual([])
    expect(source.text.split('\n', 1)[0]).toBe('# yaml-language-server: $schema=../../scenario.schema.json')
  }
})

test('it takes every step by its example, and no other', () => {
  for (const { example } of stepKinds.values()) {
    expect(validate(scenario([parse(example)])), example).toBe(true)
  }
  expect(validate(scenario([{ sned: { ann: 'X' } }]))).toBe(false)
  expect(validate(scenario([{ send: { ann: 'X' }, chunk: 1 }]))).toBe(false)
  expect(validate(scenario([{ expect: { ann: 'ok' }, send: { ann: 'X' } }]))).toBe(true)
  expect(validate({ ...scenario([{ send: { ann: 'X' } }]), load: {} })).toBe(false)
  expect(validate({ ...scenario([{ send: { ann: 'X' } }]), levle: 'must' })).toBe(false)
})

test('it takes a file of macros', () => {
  const macros = { greet: { actors: ['one'], steps: [{ send: { one: 'CONTACT-GET' } }] } }
  expect(validate({ pychat: 1, macros })).toBe(true)
  expect(validate({ pychat: 1, macros, id: 'a' })).toBe(false)
})

test('the package ships it', async () => {
  const shipped = await readFile(new URL('../../scenarios/scenario.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(fileJsonSchema())))
})
