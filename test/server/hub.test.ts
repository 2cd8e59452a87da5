import { expect, test } from 'vitest'
import { Hub, type Session } from '../../src/server/hub.js'
import { Journal } from '../../src/server/journal.js'

const EVENT = { type: 'presence', name: 'x', online: true } as const

const make = () => {
  const journal = new Journal()
  const hub = new Hub(journal)
  const session = (id: number): Session & { lines: string[] } => {
    const lines: string[] = []
    return {
      account: { id, name: `user${id}` },
      token: undefined,
      outbox: { event: (line) => void lines.push(line) },
      lines,
    }
  }
  return { journal, hub, session }
}

test('an account comes online with its first session and goes offline with its last (AUTH-5)', () => {
  const { hub, session } = make()
  const [one, two, other] = [session(1), session(1), session(2)]
  expect([hub.enter(one), hub.enter(two), hub.enter(other)]).toEqual([true, false, true])
  expect([hub.leave(one), hub.isOnline(1), hub.leave(two), hub.isOnline(1), hub.isOnline(2)]).toEqual([
    false,
    true,
    true,
    false,
    true,
  ])
  expect(hub.leave(two)).toBe(false)
})

test('only who listens gets an event, in each of its sessions, and one may be left out (NOTIF-2)', () => {
  const { hub, session } = make()
  const [one, two, deaf] = [session(1), session(1), session(2)]
  for (const each of [one, two, deaf]) hub.enter(each)
  expect(hub.listened).toBe(false)
  for (const each of [one, one, two]) hub.listen(each, true)
  hub.emit([1, 2, 3], EVENT)
  hub.emit([1, 2, 3], EVENT, 1)
  expect([one.lines, two.lines, deaf.lines].map(({ length }) => length)).toEqual([1, 1, 0])
  hub.listen(one, false)
  hub.listen(one, false)
  hub.emit([1], EVENT)
  expect([one.lines, two.lines].map(({ length }) => length)).toEqual([1, 2])
})

test('listening ends with the session', () => {
  const { hub, session } = make()
  const one = session(1)
  hub.enter(one)
  hub.listen(one, true)
  hub.leave(one)
  hub.emit([1], EVENT)
  expect([one.lines, hub.listened]).toEqual([[], false])
})

test('what a turn changed is undone with it', () => {
  const { hub, journal, session } = make()
  const [stays, comes, goes] = [session(1), session(1), session(2)]
  for (const each of [stays, goes]) {
    hub.enter(each)
    hub.listen(each, true)
  }
  journal.commit()
  hub.enter(comes)
  hub.listen(comes, true)
  hub.leave(goes)
  hub.listen(stays, false)
  hub.leave(stays)
  hub.leave(comes)
  journal.rollback()
  hub.emit([1, 2], EVENT)
  expect([stays, comes, goes].map(({ lines }) => lines.length)).toEqual([1, 0, 1])
  expect([hub.isOnline(1), hub.isOnline(2)]).toEqual([true, true])
  expect(hub.leave(stays)).toBe(true)
})
