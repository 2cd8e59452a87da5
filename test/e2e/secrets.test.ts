import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { shell } from './run-pychat.js'

const passwords = { first: 'f1rst-s3cret', second: 's3cond-s3cret', wrong: 'wr0ng-s3cret' } as const

/** All that a person does with accounts, as a script; the passwords are in files beside it. */
const session = `
  cd "$PASSWORDS"
  pychat auth register ann --password-file first --trace
  pychat auth register bob --password-stdin --json < first
  pychat auth login ann --password-file wrong --trace
  echo "exit $?"
  pychat auth login ann --password-file first --trace --json
  pychat profile add work --user ann --server "$PYCHAT_SERVER"
  pychat profile show --json
  pychat chat send bob halo --trace --profile work
  echo '{"verb":"CONTACT-GET"}' | pychat batch --trace
  PYCHAT_PASSWORD=$(cat first) pychat chat send bob again --trace --user bob
  pychat auth password --password-file first --new-password-file second --trace
  pychat auth status --json
  pychat chat send bob again --trace --dry-run
  pychat chat send nobody halo --trace --json
  PYCHAT_TOKEN=nosuchtoken pychat contact get --trace
`

/** The files under a folder, and what stands in them. */
const files = (folder: string): [place: string, text: string][] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path, 'latin1')])

/** Looks at the command lines of all processes, as `ps` shows them; answers what was seen. */
function watchProcesses(): () => Promise<string[]> {
  const seen = new Set<string>()
  let isOver = false
  const look = async () => {
    while (!isOver) {
      for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          seen.add(readFileSync(`/proc/${id}/cmdline`, 'latin1'))
        } catch {
          // It has ended meanwhile.
        }
      }
      await sleep(5)
    }
  }
  const looking = look()
  return async () => {
    isOver = true
    await looking
    return [...seen]
  }
}

test.skipIf(!existsSync('/proc/self/cmdline'))(
  'no password of a whole session shows in the processes, the files, the log, the trace or the output',
  { timeout: 120_000 },
  async () => {
    const [home, data, PASSWORDS] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
    for (const [name, password] of Object.entries(passwords)) writeFileSync(join(PASSWORDS, name), password)
    const processes = watchProcesses()
    onTestFinished(async () => {
      await processes()
    })

    const script = join(PASSWORDS, 'session.sh')
    writeFileSync(script, session)
    const env = { HOME: home, PASSWORDS, SCRIPT: script, DATA: data }
    const flags = '--data "$DATA" --password-cost 2 --login-throttle off'
    const ran = await shell(
      `pychat serve ${flags} 2> "$HOME/serve.log" -- bash -c 'pychat() { "${process.execPath}" "${process.cwd()}/bin/run.js" "$@"; }; source "$SCRIPT"' 2>&1`,
      { env },
    )
    // It did what it should have, and showed that there was something to hide.
    expect(ran.stdout).toContain('exit 4')
    expect(ran.stdout).toContain('> AUTH-LOGIN ann ***')
    expect(ran.stdout).toContain('> AUTH-PASSWORD ***')

    const stored = files(home).filter(([path]) => path.includes('credentials'))
    const tokens = stored.flatMap(([, text]) =>
      [...text.matchAll(/"secret":"([^"]+)"/g)].map(([, token]) => token!),
    )
    expect(tokens).toHaveLength(1)
    const places = [
      ['the output', ran.stdout],
      ...files(data),
      ...files(home).filter(([path]) => !path.includes('credentials')),
      ...(await processes()).map((line) => [`the process ${line.split('\0', 3).join(' ')}`, line]),
    ] as [string, string][]
    for (const secret of [...Object.values(passwords), ...tokens])
      expect(places.filter(([, text]) => text.includes(secret)).map(([place]) => place)).toEqual([])
    for (const secret of Object.values(passwords))
      expect(stored.filter(([, text]) => text.includes(secret))).toEqual([])
  },
)
