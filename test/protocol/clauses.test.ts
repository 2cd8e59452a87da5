import { expect, test } from 'vitest'
import { clauseIds, clauses, isClause } from '../../src/protocol/clauses.js'

test('every clause has an id, a title of one line and its marks', () => {
  for (const id of clauseIds) {
    expect(id).toMatch(/^[A-Z]+-[1-9][0-9]*$/)
    expect(clauses[id].title).toMatch(/^\S.*[^.\s]$/)
    expect(clauses[id].origins.length).toBeGreaterThan(0)
  }
})

test('the ids of a topic are its first numbers, none left out', () => {
  const topics = new Map<string, number[]>()
  for (const id of clauseIds) {
    const [topic, number] = id.split('-') as [string, string]
    topics.set(topic, [...(topics.get(topic) ?? []), Number(number)])
  }
  for (const numbers of topics.values()) {
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1))
  }
})

test('nothing but a clause is one', () => {
  expect(isClause('LINE-1')).toBe(true)
  for (const id of ['LINE-99', 'line-1', 'toString', '']) expect(isClause(id)).toBe(false)
})
