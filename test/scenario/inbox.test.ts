import { expect, test } from 'vitest'
import { Inbox } from '../../src/scenario/inbox.js'

test('a line came when its last byte did', async () => {
  const inbox = new Inbox()
  inbox.push(Buffer.from('on'))
  await new Promise((resolve) => setTimeout(resolve, 20))
  const later = performance.now()
  inbox.push(Buffer.from('e\ntwo\n'))
  expect(inbox.line()).toMatchObject({ line: 'one', at: expect.toSatisfy((at: number) => at >= later) })
  const { at } = inbox.line()!
  expect(at).toBeGreaterThanOrEqual(later)
  expect(inbox.line()).toBeUndefined()
  expect(inbox.isEmpty).toBe(true)
})

test('raw bytes stand between lines', () => {
  const inbox = new Inbox()
  inbox.push(Buffer.from('size 5\nhe'))
  expect(inbox.line()).toMatchObject({ line: 'size 5' })
  expect(inbox.bytes(5)?.toString()).toBe('he')
  expect(inbox.bytes(3)).toBeUndefined()
  inbox.push(Buffer.from('llonext\n'))
  expect(inbox.bytes(3)?.toString()).toBe('llo')
  expect(inbox.line()).toMatchObject({ line: 'next' })
})

test('who waits for room goes on when something was taken', async () => {
  const inbox = new Inbox()
  inbox.push(Buffer.alloc(16 * 1024 * 1024 - 1, 'x'))
  inbox.push(Buffer.from(`\n${'y'.repeat(100 * 1024)}`))
  expect(inbox.isFull).toBe(true)
  const room = inbox.room()
  expect(inbox.line()).toBeDefined()
  await room
  expect(inbox.isFull).toBe(false)
})
