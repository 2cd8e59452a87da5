import { userInfo } from 'node:os'
import { expect, test } from 'vitest'
import { homeFolder } from '../../src/platform/home-folder.js'

test('HOME names the home', () => {
  expect(homeFolder({ HOME: '/home/ann' })).toBe('/home/ann')
})

test.each([undefined, '', '.', 'home/ann'])('where HOME is %j it is the one that the system has', (HOME) => {
  expect(homeFolder({ HOME })).toBe(userInfo().homedir)
})
