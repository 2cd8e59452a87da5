import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellNames, shells } from '../../../../src/cli/completion/shells.js'

const BREAKS = ' \t\n"\'><=;|&(:'
const hostile = [
  '$(touch x)',
  '`id`',
  'a b',
  '"q"',
  "it's",
  'a;b',
  'a&b|c',
  '~',
  '#x',
  'a\\b',
  '*?[x]',
  '{a,b}',
  'x:y=z',
]

async function offered(line: string, words: readonly string[], type = '9') {
  const bash = await shells.bash()
  return bash.write(
    words.map((word) => ({ word })),
    [line, BREAKS, type],
  )
}

test.each(['', '"', "'"])(
  'after %s bash reads each candidate as the word that it is, and runs nothing',
  async (quote) => {
    for (const word of hostile) {
      const [rest = ''] = await offered(`pychat ${quote}`, [word])
      const script = `printf %s ${quote}${rest}${quote}`
      expect(execFileSync('bash', ['-c', script], { encoding: 'utf8', cwd: '/' })).toBe(word)
    }
  },
)

test('an exclamation mark, which no double quotes hide, is not offered between them', async () => {
  expect(await offered('pychat "', ['a!b', 'ab'])).toEqual(['ab'])
  expect(await offered('pychat ', ['a!b'])).toEqual(['a\\!b'])
})

test('bash gets what it replaces, behind the last break, and only what fits', async () => {
  const words = ['--user=ann', '--user=bob']
  expect(await offered('pychat --user=', words)).toEqual(['ann', 'bob'])
  expect(await offered('pychat --user=b', words)).toEqual(['bob'])
  expect(await offered('pychat tcp://lo', ['tcp://localhost:1', 'udp://x'])).toEqual(['//localhost:1'])
})

test('bash lists descriptions where there are several, but not where it puts in one after the other', async () => {
  const bash = await shells.bash()
  const groups = [
    { word: 'k1', description: 'Tea $(id)' },
    { word: 'k23', description: 'x' },
  ]
  const write = (type: string, offer = groups) => bash.write(offer, ['pychat ', BREAKS, type])
  expect(await write('9')).toEqual(['k1   (Tea $(id))', 'k23  (x)'])
  expect(await write('37')).toEqual(['k1', 'k23'])
  expect(await write('9', groups.slice(0, 1))).toEqual(['k1'])
})

test('zsh and fish get the words whole, with their descriptions apart', async () => {
  const offer = [{ word: 'a:b\\c', description: 'd: e' }, { word: 'plain' }]
  expect(await (await shells.zsh()).write(offer, [])).toEqual(['a\\:b\\\\c:d: e', 'plain'])
  expect(await (await shells.fish()).write(offer, [])).toEqual(['a:b\\c\td: e', 'plain'])
})

test('each shell hands over what comes before the cursor', async () => {
  expect((await shells.bash()).read(['pychat chat s', BREAKS])).toEqual({ before: ['chat'], current: 's' })
  expect((await shells.bash()).read(['pychat > f', BREAKS])).toBeUndefined()
  for (const name of ['zsh', 'fish'] as const) {
    expect((await shells[name]()).read(['chat', ''])).toEqual({ before: ['chat'], current: '' })
    expect((await shells[name]()).read([])).toEqual({ before: [], current: '' })
  }
})

test('every script asks the hidden command, and lets nothing of it through but candidates', async () => {
  for (const name of shellNames) {
    const { script } = await shells[name]()
    expect(script).toContain(`command pychat __complete ${name} -- `)
    expect(script).toContain('2>/dev/null </dev/null')
  }
})
