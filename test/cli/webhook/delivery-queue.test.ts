import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DeliveryQueue } from '../../../src/cli/webhook/delivery-queue.js'
import { openDatabase } from '../../../src/sqlite/driver.js'
import { temporaryFolder } from '../../helpers/temporary-folder.js'

const delivery = (id: string, conversation = 'user bob') => ({ id, conversation, body: `{"n":"${id}"}` })

async function open(path?: string): Promise<DeliveryQueue> {
  const queue = await DeliveryQueue.open(path)
  onTestFinished(() => {
    try {
      queue.close()
    } catch {}
  })
  return queue
}

test('what was added is there when it is opened again, in order and with the place', async () => {
  const path = join(temporaryFolder(), 'deep', 'queue')
  const queue = await open(path)
  expect([queue.size, queue.place, queue.first('user bob')]).toEqual([0, undefined, undefined])
  queue.goOnFrom('-')
  expect(queue.place).toBe('-')
  queue.add([delivery('a'), delivery('b', 'group g')], '7')
  queue.add([delivery('c')], '8')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  queue.close()
  const again = await open(path)
  expect([again.size, again.place, again.conversations]).toEqual([3, '8', ['user bob', 'group g']])
  const first = again.first('user bob')!
  expect(first).toMatchObject(delivery('a'))
  again.remove(first)
  expect([again.size, again.first('user bob')]).toMatchObject([2, delivery('c')])
  expect(again.page().map(({ id }) => id)).toEqual(['b', 'c'])
  expect(again.page(again.page()[0]).map(({ id }) => id)).toEqual(['c'])
})

test('the time of a first failure is there when it is opened again, and in a queue of before, which had none', async () => {
  const path = join(temporaryFolder(), 'queue')
  const queue = await open(path)
  queue.add([delivery('a')])
  expect(queue.first('user bob')!.failed).toBeNull()
  queue.noteFailure(queue.first('user bob')!, 1_700_000_000_000)
  queue.close()
  expect((await open(path)).first('user bob')!.failed).toBe(1_700_000_000_000)

  const older = join(temporaryFolder(), 'queue')
  const db = await openDatabase(older)
  db.exec(
    'CREATE TABLE delivery (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL, body TEXT NOT NULL) STRICT',
  )
  db.exec(`INSERT INTO delivery (id, conversation, body) VALUES ('a', 'user bob', '{}')`)
  db.close()
  const upgraded = await open(older)
  upgraded.noteFailure(upgraded.first('user bob')!, 5)
  expect(upgraded.first('user bob')).toMatchObject({ id: 'a', failed: 5 })
})

test('what waits already is not added a second time', async () => {
  const queue = await open()
  queue.add([delivery('a'), delivery('a')])
  queue.add([delivery('a')])
  expect([queue.size, queue.page().length]).toEqual([1, 1])
})

test('a queue is one process’s at a time', async () => {
  const path = join(temporaryFolder(), 'queue')
  await open(path)
  await expect(DeliveryQueue.open(path)).rejects.toMatchObject({
    code: 'local-file',
    message: expect.stringContaining('another pychat'),
  })
})

test('what is no queue is left alone', async () => {
  const path = join(temporaryFolder(), 'queue')
  writeFileSync(path, 'x'.repeat(10_000))
  await expect(DeliveryQueue.open(path)).rejects.toMatchObject({ code: 'local-file' })
  expect(statSync(path).size).toBe(10_000)
  await expect(DeliveryQueue.open('/dev/null/queue')).rejects.toMatchObject({ code: 'local-file' })
})
