import { expect, test } from 'vitest'
import { pages, pageText } from '../../src/cli/help-pages.js'

test.each([20, 40, 80, 200])('a page for %i columns has no wider line but single words', (columns) => {
  for (const page of Object.values(pages)) {
    const lines = pageText(page, columns).split('\n')
    for (const line of lines) if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(columns)
  }
})

test('meanings stand beside their terms where there is room, else below', () => {
  const page = { summary: '', title: 'T', rows: [['1', 'one two']] as const, notes: ['note'] }
  expect(pageText(page, 80)).toBe(`T\n  1  one two\n\nnote`)
  expect(pageText({ ...page, rows: [['eleven', 'one two']] }, 15)).toBe('T\n  eleven\n    one two\n\nnote')
})
