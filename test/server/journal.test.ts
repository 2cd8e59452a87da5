import { expect, test } from 'vitest'
import { Journal } from '../../src/server/journal.js'

test('a rollback undoes the newest change first', () => {
  const journal = new Journal()
  const undone: number[] = []
  for (const i of [1, 2, 3]) journal.record(() => undone.push(i))
  journal.rollback()
  expect(undone).toEqual([3, 2, 1])
})

test('what was committed or undone is never undone again', () => {
  const journal = new Journal()
  const undone: string[] = []
  journal.record(() => undone.push('committed'))
  journal.commit()
  journal.record(() => undone.push('undone'))
  journal.rollback()
  journal.rollback()
  expect(undone).toEqual(['undone'])
})
