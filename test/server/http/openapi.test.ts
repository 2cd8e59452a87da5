import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowOf, verbNames } from '../../../src/protocol/verbs.js'
import { openapi } from '../../../src/server/http/openapi.js'
import { TestGateway } from '../../helpers/test-gateway.js'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await TestGateway.start()
})
afterAll(() => gateway.close())

test('the document is OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(openapi()))
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(validator.version).toBe('3.1')
})

test('it is what /openapi.json answers, to anyone', async () => {
  expect(await gateway.visitor().value('GET /openapi.json')).toEqual(openapi())
})

test.each(verbNames)('%s is described by its row', (verb) => {
  const { http, refusals, summary } = rowOf(verb)
  const [method, path] = http.split(' ') as [string, string]
  const { paths } = openapi() as { paths: Record<string, Record<string, Operation>> }
  const operation = paths[path]![method.toLowerCase()]!
  expect(operation.summary).toBe(summary)
  const told = JSON.stringify(operation.responses)
  for (const code of refusals) expect(told).toContain(`"${code}"`)
})

interface Operation {
  readonly summary: string
  readonly responses: object
}

test('the document repeats no name of an operation', () => {
  const { paths } = openapi() as { paths: Record<string, Record<string, { operationId: string }>> }
  const names = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(new Set(names).size).toBe(names.length)
})
