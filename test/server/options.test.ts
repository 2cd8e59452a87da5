import { expect, test } from 'vitest'
import { type LimitName, limits, withDefaults } from '../../src/server/options.js'

test('a limit that is not given, or given as undefined, has its default', () => {
  const all = withDefaults({ maxFile: 7 })
  for (const name of Object.keys(limits) as LimitName[]) {
    expect(all[name]).toBe(name === 'maxFile' ? 7 : limits[name].default)
    expect(limits[name].says).not.toBe('')
  }
  expect(withDefaults({ quota: 0 }).quota).toBe(0)
})
