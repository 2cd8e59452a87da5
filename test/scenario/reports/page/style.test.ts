import { expect, test } from 'vitest'
import { pageStyle } from '../../../../src/scenario/reports/page/style.js'

const colours = [...pageStyle.matchAll(/--(\w+): light-dark\((#\w{6}), (#\w{6})\)/g)]
const GROUNDS = ['ground', 'card', 'sunk']

/** The relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

test('every colour of text can be read on every ground, in light and in dark (WCAG AA)', () => {
  const grounds = colours.filter(([, name]) => GROUNDS.includes(name!))
  const texts = colours.filter(([, name]) => !GROUNDS.includes(name!) && name !== 'line')
  expect(grounds).toHaveLength(3)
  expect(texts.length).toBeGreaterThan(8)
  for (const [, , lightGround, darkGround] of grounds) {
    for (const [, , light, dark] of texts) {
      expect(contrast(light!, lightGround!)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(dark!, darkGround!)).toBeGreaterThanOrEqual(4.5)
    }
  }
})

test('nothing is loaded from elsewhere', () => {
  expect(pageStyle).not.toMatch(/url\(|@import/)
})
