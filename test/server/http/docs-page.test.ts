import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { TestGateway } from '../../helpers/test-gateway.js'
import { findChromium } from '../../scenario/reports/page/chromium.js'

const executablePath = findChromium()

describe.skipIf(executablePath === undefined)('in a browser (left out where no Chromium is found)', () => {
  let browser: Browser
  let gateway: TestGateway
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
    gateway = await TestGateway.start()
  })
  afterAll(async () => {
    await browser.close()
    await gateway.close()
  })

  /** The page of the API; all that it complains of, or asks others for, is in `noise`. */
  async function open() {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const noise: string[] = []
    page.on('console', (message) => message.type() === 'error' && noise.push(message.text()))
    page.on('pageerror', (error) => noise.push(error.message))
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(gateway.base))
        noise.push(request.url())
    })
    await page.goto(gateway.base)
    await page.locator('.opblock').first().waitFor()
    return { page, noise }
  }

  test('the page shows every route, and needs nobody else', async () => {
    const { page, noise } = await open()
    expect(page.url()).toBe(`${gateway.base}/docs`)
    expect(await page.locator('.opblock').count()).toBe(34)
    expect(noise).toEqual([])
  })

  test('a request can be tried with a bearer', async () => {
    const { name, client } = await gateway.holder()
    const { page, noise } = await open()
    await page.locator('.auth-wrapper .authorize').click()
    await page.locator('.auth-container input').fill(client.bearer!)
    await page.locator('.auth-btn-wrapper .authorize').click()
    await page.locator('.auth-btn-wrapper .btn-done').click()
    await page.locator('#operations-contact-contactAdd .opblock-summary').click()
    const other = await gateway.account()
    await page.locator('#operations-contact-contactAdd textarea').fill(JSON.stringify({ name: other }))
    await page.locator('#operations-contact-contactAdd .execute').click()
    const answer = page.locator('#operations-contact-contactAdd .live-responses-table .response-col_status')
    await answer.filter({ hasText: '201' }).waitFor()
    expect(await client.value('GET /contacts')).toEqual([{ name: other, online: false }])
    expect(name).not.toBe(other)
    expect(noise).toEqual([])
  })

  test('a page reads the event stream', async () => {
    const { name, client } = await gateway.holder()
    const { page } = await open()
    await client.value(`POST /users/${name}/messages`, { message: 'halo' })
    const read = async (bearer: string) => {
      const response = await fetch('/events?after=-', { headers: { authorization: `Bearer ${bearer}` } })
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      while (!text.includes('halo')) text += (await reader.read()).value
      await reader.cancel()
      return text
    }
    expect(await page.evaluate(read, client.bearer!)).toMatch(/^: listening\n[\s\S]*"text":"halo"/)
  })
})

test('what needs no session answers HEAD too, and the way to the page holds below any path', async () => {
  const gateway = await TestGateway.start()
  onTestFinished(() => gateway.close())
  for (const path of ['/healthz', '/openapi.json', '/docs']) {
    const response = await fetch(gateway.base + path, { method: 'HEAD' })
    expect([path, response.status, await response.text()]).toEqual([path, 200, ''])
  }
  const root = await fetch(gateway.base, { redirect: 'manual' })
  expect(root.headers.get('location')).toBe('docs')
})
