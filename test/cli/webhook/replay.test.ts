import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeLetter } from '../../../src/cli/webhook/dead-letters.js'
import { DeliveryQueue } from '../../../src/cli/webhook/delivery-queue.js'
import { takeLetters } from '../../../src/cli/webhook/replay.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

const body = '{"type":"message","timestamp":"2026-01-01T00:00:00.000Z","data":{}}'
const line = (id: string) => `${writeLetter({ id, conversation: 'user bob', body }, 'HTTP 500')}\n`
const idsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((text) => JSON.parse(text).id)

async function world(content: string) {
  const folder = temporaryFolder()
  const path = join(folder, 'letters')
  writeFileSync(path, content)
  const open = async () => {
    const queue = await DeliveryQueue.open()
    onTestFinished(() => queue.close())
    return queue
  }
  return { folder, path, open, ids: (queue: DeliveryQueue) => queue.page().map(({ id }) => id) }
}

test('what was delivered is gone from the file, the rest is in it again', async () => {
  const { folder, path, open, ids } = await world(line('a') + line('b') + line('c'))
  const queue = await open()
  const taken = await takeLetters(path, queue)
  expect(ids(queue)).toEqual(['a', 'b', 'c'])
  // What comes meanwhile has a file.
  writeFileSync(path, line('new'))
  queue.remove(queue.page()[0]!)
  await taken.finish()
  expect(idsIn(path)).toEqual(['new', 'b', 'c'])
  expect(readdirSync(folder)).toEqual(['letters'])
})

test('after a kill all of it is sent again, before what came later', async () => {
  const { folder, path, open, ids } = await world(line('a') + line('b'))
  await takeLetters(path, await open())
  // Killed here; another is killed as well.
  writeFileSync(path, line('c'))
  await new Promise((resolve) => setTimeout(resolve, 5))
  await takeLetters(path, await open())
  const queue = await open()
  const taken = await takeLetters(path, queue)
  expect(ids(queue)).toEqual(['a', 'b', 'c'])
  for (const one of queue.page()) queue.remove(one)
  await taken.finish()
  expect(readdirSync(folder)).toEqual([])
})

test('lines that are no letters stay in the file', async () => {
  const { path, open, ids } = await world(`${line('a')}{"id":"cut o\n${line('b')}nonsense`)
  const queue = await open()
  const taken = await takeLetters(path, queue)
  expect([taken.damaged, ids(queue)]).toEqual([2, ['a', 'b']])
  for (const one of queue.page()) queue.remove(one)
  await taken.finish()
  expect(readFileSync(path, 'utf8')).toBe('{"id":"cut o\nnonsense\n')
})

test('more lines than a page keep their order', async () => {
  const names = Array.from({ length: 1300 }, (_, i) => `n${i}`)
  const { path, open } = await world(names.map(line).join(''))
  const queue = await open()
  const taken = await takeLetters(path, queue)
  expect(queue.size).toBe(1300)
  await taken.finish()
  expect(idsIn(path)).toEqual(names)
})

test('what is no file of dead letters is refused and left as it is', async () => {
  const { folder, path, open } = await world('root:x:0:0\n')
  mkdirSync(join(folder, 'sub'))
  const binary = join(folder, 'binary')
  writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x0a]))
  for (const wrong of [path, binary, join(folder, 'sub'), join(folder, 'none'), '/dev/null']) {
    await expect(takeLetters(wrong, await open())).rejects.toMatchObject({ code: 'local-file' })
  }
  expect(readdirSync(folder).sort()).toEqual(['binary', 'letters', 'sub'])
})
