import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/server/index.js'
import { certificate } from '../helpers/certificates.js'
import { temporaryFolder } from '../helpers/temporary-folder.js'
import { runPychat, shell } from './run-pychat.js'

/** A server inside TLS, and an empty home with its certificate in it. */
async function world() {
  const pems = await certificate()
  const server = await startServer({ port: 0, passwordCost: 16, tls: { ...pems, port: 0 } })
  onTestFinished(() => server.close())
  const HOME = temporaryFolder()
  const ca = join(HOME, 'server.pem')
  writeFileSync(ca, pems.cert)
  return { server, ca, env: { HOME, PYCHAT_SERVER: `tls://localhost:${server.tlsPort}` } }
}

test('every kind of command goes through TLS', async () => {
  const { env, ca } = await world()
  const { stdout, stderr, exit } = await shell(
    `set -e
    for name in ann bob; do echo s3cret | pychat auth register $name --password-stdin; done
    echo s3cret | pychat auth login ann --password-stdin
    pychat listen --count 1 --timeout 20s --json > events & listener=$!
    until grep -q ready events 2>/dev/null; do sleep 0.1; done
    export PYCHAT_PASSWORD=s3cret
    pychat chat send ann hello --user bob --json
    wait $listener
    pychat chat get bob
    echo '{"verb":"SERVER-INFO"}' | pychat batch | head -c 11
    seq 200000 > numbers
    code=$(pychat file send bob numbers --user ann --json | grep -o '"code":"[a-z0-9]*' | cut -d'"' -f4)
    pychat file get ann $code --user bob -o - | cmp - numbers
    pychat raw CONTACT-GET --user ann`
      .replaceAll('events', join(env.HOME, 'events'))
      .replaceAll('numbers', join(env.HOME, 'numbers')),
    { env: { ...env, PYCHAT_CA: ca } },
  )
  expect({ exit, stderr }).toMatchObject({ exit: 0 })
  expect(stdout).toContain('hello')
  expect(stdout).toContain('{"ok":true,')
}, 60_000)

test('an untrusted certificate is an error of its own, and nothing is sent', async () => {
  const { env } = await world()
  const ran = await runPychat(['info', '--json'], { env })
  expect(ran).toMatchObject({ stdout: '', exit: 3 })
  expect(JSON.parse(ran.stderr)).toEqual({
    error: {
      ...{ code: 'untrusted', exit: 3, definite: true, hint: expect.stringContaining('-fingerprint') },
      message: expect.stringMatching(/self-signed.*CN=localhost.*SHA-256.*--ca FILE/),
    },
  })
})

test('who trusts anybody is warned each time, and neither a variable nor a file can do it', async () => {
  const { env } = await world()
  for (let i = 0; i < 2; i++) {
    const { exit, stderr } = await runPychat(['info', '--insecure', '--json'], { env })
    expect({ exit, stderr }).toMatchObject({ exit: 0, stderr: expect.stringMatching(/^--insecure: whoever/) })
  }
  expect(await runPychat(['info'], { env: { ...env, PYCHAT_INSECURE: '1' } })).toMatchObject({ exit: 3 })
  const config = join(env.HOME, '.config', 'pychat', 'config.yaml')
  await shell(
    `mkdir -p $(dirname '${config}') && echo 'insecure: "yes"' > '${config}' && chmod 600 '${config}'`,
  )
  expect(await runPychat(['info'], { env })).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('there is no setting insecure'),
  })
})

test('a profile keeps whom to trust', async () => {
  const { env, ca } = await world()
  const add = ['profile', 'add', 'home', '--server', env.PYCHAT_SERVER, '--ca', ca]
  expect(await runPychat(add, { env })).toMatchObject({ exit: 0 })
  expect(await runPychat(['info', '--profile', 'home'], { env: { HOME: env.HOME } })).toMatchObject({
    exit: 0,
  })
})

test('a login belongs to the way in: what is kept for TLS is not sent in clear', async () => {
  const { env, ca, server } = await world()
  const stdin = 's3cret\n'
  const secure = { ...env, PYCHAT_CA: ca }
  await runPychat(['auth', 'register', 'ann', '--password-stdin'], { env: secure, stdin })
  await runPychat(['auth', 'login', 'ann', '--password-stdin'], { env: secure, stdin })
  expect(await runPychat(['contact', 'get'], { env: secure })).toMatchObject({ exit: 0 })
  const plain = { ...env, PYCHAT_SERVER: `tcp://localhost:${server.port}` }
  expect(await runPychat(['contact', 'get'], { env: plain })).toMatchObject({ exit: 4 })
})

test('a suite is run through TLS', async () => {
  const { env, ca } = await world()
  const { exit, stdout } = await runPychat(['conformance', '--grep', '^tls', '--ca', ca, '--json'], { env })
  expect(exit).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ counts: { pass: 1, skip: 0 } })
})
