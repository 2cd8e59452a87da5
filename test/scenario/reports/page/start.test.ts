import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matrixOf } from '../../../../src/scenario/matrix.js'
import { formatHtml } from '../../../../src/scenario/reports/html.js'
import type { CaseResult } from '../../../../src/scenario/result.js'
import { temporaryFolder } from '../../../helpers/temporary-folder.js'
import { each, failed, hostile, passed, runOf } from '../sample-run.js'
import { findChromium } from './chromium.js'

const executablePath = findChromium()
const source = Array.from({ length: 12 }, (_, i) => `line: ${i + 1} # of the file`).join('\n')
const scenarios = new Map([[failed.file, `${source}\n`]])

describe.skipIf(executablePath === undefined)('in a browser (left out where no Chromium is found)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  /** Opens the report of a run; all that the page complains of or asks the network for is in `noise`. */
  async function open(results: readonly CaseResult[], options: BrowserContextOptions = {}, hash = '') {
    const file = join(temporaryFolder(), 'report.html')
    writeFileSync(file, formatHtml(runOf(...results), { rows: matrixOf(results), scenarios }))
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    const page = await context.newPage()
    const noise: string[] = []
    page.on('console', (message) => noise.push(message.text()))
    page.on('pageerror', (error) => noise.push(error.message))
    page.on('request', (request) => request.url().startsWith(`file://${file}`) || noise.push(request.url()))
    await page.goto(`file://${file}${hash}`)
    return { page, noise, file }
  }

  const shown = (page: Page) =>
    page.locator('.case:visible').evaluateAll((all) => all.map((one) => one.dataset.id))
  const ground = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')

  test('it shows the sum, the matrix and the cases, what broke first, and asks the network for nothing', async () => {
    const { page, noise } = await open(each)
    expect(await page.locator('h1').textContent()).toBe('Rules are broken')
    expect(await page.locator('tbody tr').count()).toBe(1)
    expect((await shown(page)).slice(0, 3)).toEqual(['topic.fail', 'topic.xpass', 'topic.error'])
    expect(noise).toEqual([])
  })

  test('a case opens with its file, the failing line marked, and a drawing of what happened', async () => {
    const { page, noise } = await open([failed])
    await page.locator('summary').focus()
    await page.keyboard.press('Enter')
    await page.locator('.source').waitFor()
    expect(await page.locator('.source .line').count()).toBe(12)
    expect(await page.locator('.source .marked').textContent()).toBe('line: 10 # of the file\n')
    expect(await page.locator('svg .lane title').allTextContents()).toEqual(['ann', 'server', 'bob'])
    expect(await page.locator('svg .row').count()).toBe(3)
    expect(await page.locator('svg .fault title').textContent()).toBe('12.5 ms bob received success hi rob')
    await page.locator('summary', { hasText: 'as text' }).click()
    expect(await page.locator('.exchange li').allTextContents()).toContain(
      '1.3 ms ann sent CHAT-PRIVATE-SEND bob hi',
    )
    expect(noise).toEqual([])
  })

  test('filters narrow the list, and the address tells them to whoever gets it', async () => {
    const login: CaseResult = {
      ...passed,
      id: 'auth.login',
      title: 'a person logs in',
      clause: ['AUTH-3'],
      level: 'may',
    }
    const { page, file } = await open([...each, login])
    await page.locator('input[value=fail]').check()
    await page.locator('input[value=xpass]').check()
    expect(await shown(page)).toEqual(['topic.fail', 'topic.xpass'])
    expect(await page.locator('#shown').textContent()).toBe('2 of 9 cases')
    await page.locator('#words').fill('ARRIVES topic.x')
    expect(await shown(page)).toEqual(['topic.xpass'])
    expect(page.url()).toBe(`file://${file}#outcome=fail&outcome=xpass&q=ARRIVES+topic.x`)
    await page.locator('#words').fill('no such case')
    expect(await page.locator('#none').isVisible()).toBe(true)
    await page.locator('#all').click()
    expect(await shown(page)).toHaveLength(9)

    await page.locator('td a[href="#level=may&clause=AUTH-3"]').click()
    await page.locator('#shown', { hasText: '1 of 9' }).waitFor()
    expect(await shown(page)).toEqual(['auth.login'])
    await page.goto(`file://${file}#outcome=skip&case=auth.login`)
    await page.reload()
    expect(await shown(page)).toEqual(['topic.skip', 'auth.login'])
    expect(await page.locator('details[open] > summary').textContent()).toContain('a person logs in')
  })

  test('what a server sends does nothing but be read', async () => {
    const { page, noise } = await open([hostile])
    await page.locator('summary').first().click()
    await page.locator('svg .row').last().waitFor()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).toBe('broken: tcp://127.0.0.1:8000')
    expect(await page.content()).not.toMatch(/[\u202e\u001b]/)
    expect(noise).toEqual([])
    // Nor could a fault of the page itself let text become markup.
    const slip = page.evaluate(`document.body.innerHTML = '<img src=x onerror="document.title=1">'`)
    await expect(slip).rejects.toThrow('TrustedHTML')
  })

  test('it is dark where a person likes it dark, and the other way at a click', async () => {
    const { page: light } = await open([failed])
    const { page: dark } = await open([failed], { colorScheme: 'dark' })
    const [bright, dim] = [await ground(light), await ground(dark)]
    expect(bright).not.toBe(dim)
    await dark.locator('#theme').click()
    expect(await ground(dark)).toBe(bright)
    await dark.reload()
    expect(await ground(dark)).toBe(bright)
  })

  test('on a phone nothing runs over the side, whatever is in it', async () => {
    const long = { ...hostile, title: 'x'.repeat(500), reason: 'y'.repeat(500), clause: ['Z'.repeat(100)] }
    const { page } = await open([...each, long], { viewport: { width: 360, height: 740 } })
    for (const summary of await page.locator('.case > details > summary').all()) await summary.click()
    await page.locator('.diagram').last().waitFor()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  })

  test('without scripts there are still the matrix and what did not hold', async () => {
    const { page } = await open(each, { javaScriptEnabled: false })
    expect(await page.locator('td', { hasText: '3/5 !' }).isVisible()).toBe(true)
    await page.locator('summary').first().click()
    expect(await page.locator('.got').textContent()).toContain('success hi rob')
    expect(await page.locator('.excerpt .marked').textContent()).toContain('expect: {bob: success hi bob}')
    expect(await page.locator('#filter').isVisible()).toBe(false)
  })

  test('a file that the report was not given shows the lines around the failure', async () => {
    const elsewhere: CaseResult = { ...failed, failure: { ...failed.failure!, file: 'macros.yaml' } }
    const { page } = await open([elsewhere], {}, '#case=chat.live')
    await page.locator('.diagram').waitFor()
    expect(await page.locator('.excerpt .line').count()).toBe(2)
  })

  test('hundreds of cases with long transcripts are there in a moment', async () => {
    const transcript = Array.from({ length: 40 }, (_, i) => failed.transcript![i % 3]!)
    const many = Array.from(
      { length: 600 },
      (_, i): CaseResult => ({ ...failed, id: `chat.${i}`, transcript }),
    )
    const started = performance.now()
    const { page } = await open(many)
    expect(await page.locator('.case').count()).toBe(600)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
