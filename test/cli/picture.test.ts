import { expect, test } from 'vitest'
import { picture } from '../../src/cli/picture.js'
import { png } from './png.js'

test('a picture becomes rows of half blocks within the width', async () => {
  const rows = (await picture(png(64, 64), 21))!.split('\n')
  expect(rows.length).toBeGreaterThan(1)
  for (const row of rows) expect(row.match(/▄/g)!.length).toBeLessThanOrEqual(20)
})

test('what is no picture, is damaged, or would fill the memory is not shown', async () => {
  const whole = png(64, 64)
  expect(await picture(Buffer.from('halo'), 80)).toBeUndefined()
  expect(await picture(Buffer.alloc(0), 80)).toBeUndefined()
  expect(await picture(whole.subarray(0, whole.length - 30), 80)).toBeUndefined()
  expect(await picture(png(100_000, 100_000), 80)).toBeUndefined()
})
