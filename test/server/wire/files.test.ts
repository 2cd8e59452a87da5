import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { pause, poll } from '../../helpers/poll.js'
import { codeOf, type RawClient } from '../../helpers/raw-client.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { TestServer } from '../../helpers/test-server.js'

const server = await TestServer.start({ limits: { maxFile: 5_000_000, quota: 6_000_000 } })
afterAll(() => server.close())

interface Stored {
  readonly code: string
  readonly name: string
  readonly size: number
  readonly mime: string
  readonly sha256: string
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const pair = async () => [await server.user('ani'), await server.user('budi')] as const

async function upload(client: RawClient, to: string, name: string, bytes: Buffer): Promise<Stored> {
  expect(await client.ask(`FILE-SEND-PRIVATE ${to} ${name} ${bytes.length}`)).toBe('success ready')
  client.send(bytes)
  const reply = await client.reply()
  expect(reply).toMatch(/^success /)
  return JSON.parse(reply.slice(8)) as Stored
}

async function download(client: RawClient, line: string): Promise<{ facts: unknown; bytes: Buffer }> {
  const facts = await client.value<Stored>(line)
  return { facts, bytes: await client.bytes(facts.size) }
}

describe('a file', () => {
  test.each([1, 100, 65_536, 262_144, 262_145, 3_000_001])(
    'of %i bytes arrives as it was sent, whatever they are (FILE-1, FILE-5)',
    async (size) => {
      const [ani, budi] = await pair()
      const bytes = randomBytes(size)
      bytes.fill('\nSERVER-INFO\r\n', 0, Math.min(size, 50))
      const stored = await upload(ani.client, budi.name, 'C:\\fotos\\foto pantai.jpg', bytes)
      expect(stored).toMatchObject({ name: 'foto pantai.jpg', size, sha256: sha256(bytes) })
      const { code, sha256: _, ...told } = stored
      expect(await budi.client.value(`CHAT-PRIVATE-GET ${ani.name}`)).toMatchObject([
        { from: ani.name, text: 'foto pantai.jpg', file: { code, ...told } },
      ])
      const { code: __, ...offered } = stored
      for (const [client, other] of [
        [budi.client, ani.name],
        [ani.client, budi.name],
        [budi.client, ani.name],
      ] as const) {
        const got = await download(client, `FILE-GET-PRIVATE ${other} ${code}`)
        expect(got.facts).toEqual(offered)
        expect(got.bytes.equals(bytes)).toBe(true)
      }
      expect(await ani.client.ask('NOTIF-GET')).toBe('success []')
    },
  )

  test('may come byte by byte, and with the next request in its last packet', async () => {
    const [ani, budi] = await pair()
    await ani.client.ask(`FILE-SEND-PRIVATE ${budi.name} a.txt 5`)
    for (const byte of 'hal') {
      ani.client.send(byte)
      await pause(2)
    }
    ani.client.send('o\nNOTIF-GET\nNO-SUCH\n')
    const [stored, inbox, third] = await ani.client.replies(3)
    expect(JSON.parse(stored!.slice(8))).toMatchObject({
      size: 5,
      mime: 'text/plain',
      sha256: sha256(Buffer.from('halo\n')),
    })
    expect([inbox, codeOf(third!)]).toEqual(['success []', 'unknown-keyword'])
  })

  test('is known to its conversation alone (FILE-5)', async () => {
    const [ani, budi] = await pair()
    const cici = await server.user('cici')
    const { code } = await upload(ani.client, budi.name, 'a', Buffer.from('x'))
    const { code: group } = await ani.client.value<{ code: string }>('GROUP-CREATE club')
    expect(await cici.client.code(`FILE-GET-PRIVATE ${ani.name} ${code}`)).toBe('unknown-file')
    expect(await ani.client.code(`FILE-GET-PRIVATE ${ani.name} ${code}`)).toBe('unknown-file')
    expect(await ani.client.code(`FILE-GET-GROUP ${group} ${code}`)).toBe('unknown-file')
    expect(await ani.client.code(`FILE-GET-PRIVATE nobody ${code}`)).toBe('unknown-user')
    for (const wrong of ['../pychat.db', '..', '%2e', code.toUpperCase(), `${code}.part`]) {
      expect(await ani.client.code(`FILE-GET-PRIVATE ${budi.name} ${wrong}`)).toBe('unknown-file')
    }
  })

  test('of a group is any member’s, and gone with the group', async () => {
    const [ani, budi] = await pair()
    const { code: group } = await ani.client.value<{ code: string }>('GROUP-CREATE club')
    await ani.client.ask(`FILE-SEND-GROUP ${group} a.txt 4`)
    ani.client.send('halo')
    const { code } = JSON.parse((await ani.client.reply()).slice(8)) as Stored
    expect(await budi.client.code(`FILE-GET-GROUP ${group} ${code}`)).toBe('not-member')
    await budi.client.value(`GROUP-JOIN ${group}`)
    expect((await download(budi.client, `FILE-GET-GROUP ${group} ${code}`)).bytes.toString()).toBe('halo')
  })

  test('is deleted by its sender alone, and its space is free again', async () => {
    const [ani, budi] = await pair()
    const big = randomBytes(4_000_000)
    const { code } = await upload(ani.client, budi.name, 'big', big)
    expect(await ani.client.code(`FILE-SEND-PRIVATE ${budi.name} more 2000001`)).toBe('quota-exceeded')
    expect(await budi.client.code(`FILE-DELETE ${code}`)).toBe('unknown-file')
    expect(await ani.client.value(`FILE-DELETE ${code}`)).toEqual({ code })
    expect(await ani.client.code(`FILE-DELETE ${code}`)).toBe('unknown-file')
    expect(await budi.client.code(`FILE-GET-PRIVATE ${ani.name} ${code}`)).toBe('unknown-file')
    await upload(ani.client, budi.name, 'more', big)
  })

  test('goes out to its end though it is deleted meanwhile', async () => {
    const [ani, budi] = await pair()
    const bytes = randomBytes(5_000_000)
    const { code } = await upload(ani.client, budi.name, 'big', bytes)
    budi.client.socket.pause()
    budi.client.sendLines(`FILE-GET-PRIVATE ${ani.name} ${code}`)
    await pause(50)
    await ani.client.value(`FILE-DELETE ${code}`)
    budi.client.socket.resume()
    await budi.client.reply()
    expect((await budi.client.bytes(bytes.length)).equals(bytes)).toBe(true)
  })
})

describe('a file that is refused (FILE-1)', () => {
  test.each([
    ['FILE-SEND-PRIVATE nobody a 5', 'unknown-user'],
    ['FILE-SEND-PRIVATE ME a 0', 'bad-size'],
    ['FILE-SEND-PRIVATE ME a x', 'bad-size'],
    ['FILE-SEND-PRIVATE ME a 5000001', 'file-too-large'],
    ['FILE-SEND-PRIVATE ME a 99999999999999999999', 'file-too-large'],
    ['FILE-SEND-PRIVATE ME .. 5', 'bad-argument'],
    ['FILE-SEND-PRIVATE ME a/ 5', 'bad-argument'],
    ['FILE-SEND-PRIVATE ME 5', 'wrong-arguments'],
    ['FILE-SEND-GROUP none a 5', 'unknown-group'],
    ['FILE-SEND-PRIVATE nobody a 0', 'unknown-user'],
    ['FILE-SEND-PRIVATE  ME a 5', 'malformed'],
  ])('%s: %s, and the connection goes on, unless more is there already', async (line, code) => {
    const { client, name } = await server.user()
    const request = line.replace('ME', name)
    expect(await client.code(request)).toBe(code)
    expect(await client.ask('NOTIF-GET')).toBe('success []')
    client.send(`${request}\nSERVER-INFO\nmore`)
    expect(codeOf(await client.reply())).toBe(code)
    expect(await client.rest()).toBe('')
  })

  test.each([
    'FILE-SEND-PRIVATE x a 5\n',
    Buffer.from('FILE-SEND-PRIVATE x \xff 5\n', 'latin1'),
    'FILE-SEND-GROUP \u0001 a 5\n',
  ])('for want of a session or of sense is too: %j', async (line) => {
    const client = await server.connect()
    client.send(Buffer.concat([Buffer.from(line), Buffer.from('bytes\n')]))
    expect(await client.reply()).toMatch(/^failed (not-authorized|malformed)/)
    expect(await client.rest()).toBe('')
  })
})

describe('half an upload (FILE-6)', () => {
  const withData = async () => {
    const data = temporaryFolder()
    const own = await TestServer.start({ data, limits: { quota: 1000, transferTimeout: 60_000 } })
    onTestFinished(() => own.close())
    const [ani, budi] = [await own.user('ani'), await own.user('budi')]
    return { own, data, ani, budi, files: () => readdirSync(join(data, 'files')) }
  }

  test.each(['closed', 'half-closed', 'reset'] as const)(
    'whose connection is %s leaves no file, no message and no space taken',
    async (how) => {
      const { own, ani, budi, files } = await withData()
      for (let round = 0; round < 5; round++) {
        const client = await own.session(ani.name)
        expect(await client.ask(`FILE-SEND-PRIVATE ${budi.name} a 900`)).toBe('success ready')
        client.send('x'.repeat(500))
        await poll(files, ({ length }) => length > 0)
        if (how === 'closed') client.close()
        else if (how === 'reset') client.reset()
        else {
          client.end()
          expect(await client.rest()).toBe('')
        }
        await poll(files, ({ length }) => length === 0)
      }
      await poll(
        () => ani.client.ask(`FILE-SEND-PRIVATE ${budi.name} a 1000`),
        (reply) => reply === 'success ready',
      )
      expect(await budi.client.ask('NOTIF-GET')).toBe('success []')
    },
  )

  test('counts while it is on its way', async () => {
    const { own, ani, budi } = await withData()
    await ani.client.ask(`FILE-SEND-PRIVATE ${budi.name} a 900`)
    const second = await own.session(ani.name)
    expect(await second.code(`FILE-SEND-PRIVATE ${budi.name} b 101`)).toBe('quota-exceeded')
    expect(await second.ask(`FILE-SEND-PRIVATE ${budi.name} b 100`)).toBe('success ready')
  })

  test('whose group has gone meanwhile is refused, and leaves nothing', async () => {
    const { own, ani, files } = await withData()
    const { code } = await ani.client.value<{ code: string }>('GROUP-CREATE club')
    expect(await ani.client.ask(`FILE-SEND-GROUP ${code} a 5`)).toBe('success ready')
    const second = await own.session(ani.name)
    await second.value(`GROUP-EXIT ${code}`)
    ani.client.send('bytes')
    expect(codeOf(await ani.client.reply())).toBe('unknown-group')
    await poll(files, ({ length }) => length === 0)
  })

  test('that a killed server left is swept at the next start, and a whole file is not', async () => {
    const { own, data, ani, budi, files } = await withData()
    await ani.client.ask(`FILE-SEND-PRIVATE ${budi.name} a 4`)
    ani.client.send('halo')
    const { code } = JSON.parse((await ani.client.reply()).slice(8)) as Stored
    await own.close()
    writeFileSync(join(data, 'files', 'abcdefghijkl.part'), 'half')
    writeFileSync(join(data, 'files', 'abcdefghijkm'), 'without a message')
    const again = await TestServer.start({ data })
    onTestFinished(() => again.close())
    expect(files()).toEqual([code])
    const client = await again.session(budi.name)
    expect((await download(client, `FILE-GET-PRIVATE ${ani.name} ${code}`)).bytes.toString()).toBe('halo')
  })
})

// Whoever points --data at a folder of their own that has a folder `files` loses what is in it.
test('a start removes nothing from the data directory that no server put there', async () => {
  const data = temporaryFolder()
  mkdirSync(join(data, 'files'))
  writeFileSync(join(data, 'files', 'holiday.jpg'), 'mine')
  const own = await TestServer.start({ data })
  await own.close()
  expect(readdirSync(join(data, 'files'))).toContain('holiday.jpg')
})

describe('a file whose bytes are damaged on the disk', () => {
  const damaged = async (size: number) => {
    const data = temporaryFolder()
    const own = await TestServer.start({ data })
    onTestFinished(() => own.close())
    const [ani, budi] = [await own.user('ani'), await own.user('budi')]
    const stored = await upload(ani.client, budi.name, 'a', randomBytes(size))
    return {
      path: join(data, 'files', stored.code),
      client: budi.client,
      line: `FILE-GET-PRIVATE ${ani.name} ${stored.code}`,
    }
  }

  test('before it goes out fails as a whole', async () => {
    const { path, client, line } = await damaged(1000)
    truncateSync(path, 500)
    expect(await client.ask(line)).toMatch(/^failed internal: incident /)
    expect(await client.ask('NOTIF-GET')).toMatch(/^success/)
  })

  // The stream just ends: what the server says next is taken for the file's bytes.
  test('while it goes out ends the connection, lest replies be taken for its bytes', async () => {
    const { path, client, line } = await damaged(20_000_000)
    client.socket.pause()
    client.sendLines(line, 'SERVER-INFO')
    await pause(100)
    truncateSync(path, 1_000_000)
    client.socket.resume()
    const { size } = JSON.parse((await client.reply()).slice(8)) as Stored
    const rest = await client.rest(2000)
    expect(rest).not.toContain('success')
    expect(rest.length).toBeLessThan(size)
  })
})
