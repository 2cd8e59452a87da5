import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { progressRow } from '../../src/cli/progress-row.js'
import fc from '../helpers/properties.js'

const MIB = 1024 ** 2
const transfer = { name: 'foto.jpg', done: MIB, total: 4 * MIB, rate: MIB }

test.each([
  [100, 'foto.jpg  [=======                     ]   25%  1.0 MiB of 4.0 MiB  1.0 MiB/s  0:03 left'],
  [79, 'foto.jpg  [=====              ]   25%  1.0 MiB of 4.0 MiB  1.0 MiB/s  0:03 left'],
  [39, '[==       ]   25%  1.0 MiB/s  0:03 left'],
  [17, '25% 1.0MiB/s 0:03'],
  [16, ' 25%  0:03 left'],
  [4, ' 25%'],
  [3, ''],
])('%i cells are used for what fits into them', (cells, row) => {
  expect(progressRow(transfer, cells)).toBe(row)
})

test('the time that is left counts up to hours, and is not guessed where nothing moves', () => {
  expect(progressRow({ ...transfer, rate: 256 }, 79)).toContain('  3:24:48 left')
  expect(progressRow({ ...transfer, rate: 0 }, 79)).toContain('  0 B/s  stalled')
  expect(progressRow({ ...transfer, done: 0, rate: 1e-9 }, 79)).toContain('99:59:59 left')
})

test('an empty file is done', () => {
  expect(progressRow({ ...transfer, done: 0, total: 0 }, 79)).toContain('100%')
})

test('a hostile name moves no cursor', () => {
  expect(progressRow({ ...transfer, name: '\u001b[2J' }, 79)).toMatch(/^\\u\{1b\}\[2J {2}\[/)
})

test('whatever the name and however much there is, it takes no more cells than there are', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.nat(2 ** 31 - 1),
      fc.nat(2 ** 31 - 1),
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 1, max: 120 }),
      (name, done, rest, rate, cells) => {
        const row = progressRow({ name, done, total: done + rest, rate }, cells)
        expect(stringWidth(row)).toBeLessThanOrEqual(cells)
        expect(row).not.toContain('\n')
      },
    ),
  )
})
