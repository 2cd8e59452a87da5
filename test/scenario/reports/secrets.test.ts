import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTransport } from '../../../src/client/open-transport.js'
import type { OpenTransport } from '../../../src/client/transport.js'
import { loadScenarios } from '../../../src/scenario/load.js'
import { makeReport, reportKinds } from '../../../src/scenario/reports/kinds.js'
import { runScenarios } from '../../../src/scenario/run.js'
import { shippedScenarios } from '../../../src/scenario/shipped.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { TestServer } from '../../helpers/test-server.js'

/** What is sent, and what no server answers it with: a secret is in what is wanted, or in what comes. */
const BROKEN = {
  wanted: `send: {ann: CONTACT-GET}\n    expect: {ann: 'success \${ann.password}'}`,
  'wanted-in-json': `send: {ann: CONTACT-GET}\n    expect: {ann: {json: ['\${ann.password}']}}`,
  'got-in-json': 'send: {ann: AUTH-TOKEN}\n    expect: {ann: {json: {token: /short/}}}',
  'got-in-a-line': 'send: {ann: AUTH-TOKEN}\n    expect: {ann: {has: nothing}}',
  sent: `send: {ann: 'AUTH-PASSWORD \${ann.password} \${ann.password}x \${ann.password}x'}\n    expect: {ann: fail}`,
  'sent-wrong': `send: {ann: 'AUTH-LOGIN \${ann} \${ann.password} \${ann.password}'}\n    expect: {ann: ok}`,
}

function brokenScenarios(): string {
  const folder = temporaryFolder()
  for (const [name, step] of Object.entries(BROKEN)) {
    const head = `pychat: 1\nid: secret.${name}\ntitle: a failure\nclause: [AUTH-6]\nlevel: may\nactors: {ann: {}}`
    writeFileSync(join(folder, `${name}.yaml`), `${head}\nsteps:\n  - ${step}\n`)
  }
  return folder
}

/** Opens connections, and writes down the passwords and tokens that pass over them. */
function tap(secrets: Set<string>): OpenTransport {
  const note = (text: string) => {
    for (const [, words] of text.matchAll(/^AUTH-(?:REGISTER|LOGIN) \S+ (.*)/gm))
      for (const word of words!.split(' ')) secrets.add(word)
    for (const [, token] of text.matchAll(/"token":"(\w+)"/g)) secrets.add(token!)
  }
  return async (url, options) => {
    const transport = await openTransport(url, options)
    async function* received() {
      for await (const bytes of transport.received) {
        note(bytes.toString())
        yield bytes
      }
    }
    return {
      received: received(),
      send(bytes) {
        note(bytes.toString())
        return transport.send(bytes)
      },
      end: () => transport.end(),
      close: () => transport.close(),
      reset: () => transport.reset(),
    }
  }
}

test('no report tells a password or a token that the run made up', async () => {
  const { scenarios, problems } = await loadScenarios([brokenScenarios(), join(shippedScenarios(), 'auth')])
  expect(problems).toEqual([])
  const server = await TestServer.start()
  const secrets = new Set<string>()
  const result = await runScenarios(scenarios, {
    ...{ server: new URL(`tcp://127.0.0.1:${server.port}`), keepTranscripts: true, open: tap(secrets) },
  })
  await server.close()
  expect(result.counts).toMatchObject({ fail: Object.keys(BROKEN).length, error: 0 })

  // What a scenario itself holds is no secret.
  const texts = scenarios.map(({ source }) => source.text).join('\n')
  const hidden = [...secrets].filter((secret) => secret.length >= 8 && !texts.includes(secret))
  expect(hidden.length).toBeGreaterThan(20)
  for (const kind of reportKinds) {
    const report = [...(await makeReport(kind, { result, scenarios }))].join('')
    expect(report).toContain('wanted-in-json')
    expect(hidden.filter((secret) => report.includes(secret))).toEqual([])
  }
})
