import { expect, test } from 'vitest'
import { jsonForScript, pageData } from '../../../../src/scenario/reports/page/data.js'
import { gatherRounds } from '../../../../src/scenario/reports/rounds.js'
import type { CaseResult } from '../../../../src/scenario/result.js'
import { failed, HOSTILE, hostile, passed } from '../sample-run.js'

test('the entry that a case failed over is marked, also where a part of the line is told', () => {
  const got = '"rob", in success hi rob'
  for (const one of [failed, { ...failed, failure: { ...failed.failure!, got } }]) {
    const [data] = pageData(gatherRounds([one]), new Map()).cases
    expect(data!.entries!.at(-1)).toEqual([12.5, 'bob', 'received', 'success hi rob', true])
    expect(data).toMatchObject({ file: failed.file, line: 10 })
  }
})

test('all text is fit to be shown, and nothing ends the script that it stands in', () => {
  const data = pageData(gatherRounds([hostile]), new Map([[HOSTILE, `a\r\n${HOSTILE}\tb`]]))
  const json = jsonForScript(data)
  expect(json).not.toContain('<')
  expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
  expect(JSON.parse(json)).toEqual(data)
  expect(Object.values(data.files)[0]).toMatch(/^a\n/)
})

test('where transcripts would make the page too big, those of the last cases are left out', () => {
  const transcript = Array.from(
    { length: 400 },
    () => ({ at: 1, actor: 'ann', kind: 'sent', text: 'x'.repeat(2000) }) as const,
  )
  const many = Array.from({ length: 20 }, (_, i): CaseResult => ({ ...failed, id: `chat.${i}`, transcript }))
  const { cases } = pageData(gatherRounds([...many, passed]), new Map())
  expect(cases[0]!.entries).toHaveLength(400)
  expect(cases[19]!.entries).toBeUndefined()
  expect(JSON.stringify(cases).length).toBeLessThan(7_000_000)
})
