import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountId, ConversationId, MessageId, Store } from '../../src/server/store/store.js'

const EVER = Number.MAX_SAFE_INTEGER

/**
 * What every engine must do (src/server/store/store.ts).
 * @param open opens a store with nothing in it
 * @param reopen closes a store and opens what it kept; absent where it keeps nothing
 */
export function storeContract(
  name: string,
  open: () => Promise<Store>,
  reopen?: (store: Store) => Promise<Store>,
): void {
  describe(name, () => {
    let store: Store
    let accounts: number
    let clock: number

    beforeEach(async () => {
      store = await open()
      accounts = 0
      clock = 1_700_000_000_000
    })
    afterEach(() => store.close())

    /** Runs the work in a transaction of its own, as the server would. */
    const done = <T>(work: () => T): T => store.transaction(work)

    const account = (as = `user${++accounts}`): AccountId =>
      done(() => store.createAccount({ name: as, passwordHash: 'hash', at: clock })!).id
    const group = (creator: AccountId, code = `g${++accounts}`): ConversationId =>
      done(() => store.createGroup({ code, title: `the ${code}`, creator, at: clock })).id
    const send = (conversation: ConversationId, sender: AccountId, text = 'halo'): MessageId =>
      done(() => store.append({ conversation, sender, at: ++clock, text }))
    const write = (sender: AccountId, reader: AccountId, text = 'halo'): MessageId =>
      done(() => store.append({ conversation: store.openPrivate(sender, reader), sender, at: ++clock, text }))
    /** Fetches and settles. */
    const fetch = (conversation: ConversationId, reader: AccountId, most = 500, characters = EVER) =>
      done(() => {
        const { messages, upTo } = store.unfetched(conversation, reader, most, characters)
        if (upTo !== undefined) store.settle(conversation, reader, upTo)
        return messages.map(({ text }) => text)
      })
    const texts = (messages: readonly { text: string }[]) => messages.map(({ text }) => text)

    describe('transactions', () => {
      test('answer what the work answers', () => {
        expect(done(() => 7)).toBe(7)
      })

      test('take back all that the work did where it throws, and throw that on', () => {
        const [ani, budi] = [account('ani'), account('budi')]
        const club = group(ani, 'club')
        const last = write(ani, budi)
        const thrown = new Error('stop')
        expect(() =>
          done(() => {
            const cici = store.createAccount({ name: 'cici', passwordHash: 'x', at: 1 })!.id
            // Whatever an engine remembers of rows, it must forget these.
            expect(store.findAccount('cici')?.id).toBe(cici)
            const talk = store.openPrivate(cici, ani)
            expect(store.findPrivate(cici, ani)).toBe(talk)
            store.append({ conversation: talk, sender: cici, at: 1, text: 'unmade' })
            expect(store.inbox(ani, 10)).toMatchObject([{ from: 'cici', text: 'unmade' }])
            store.addMember(club, cici)
            expect(store.memberIds(club)).toEqual([ani, cici])
            store.addContact(ani, budi)
            store.setPasswordHash(ani, 'other')
            store.addToken({ hash: 't', account: ani, expires: EVER, now: 1, most: 9 })
            store.settle(store.findPrivate(ani, budi)!, budi, last)
            const unmade = store.createGroup({ code: 'gone', title: 'Gone', creator: ani, at: 1 })
            expect(store.findGroup('gone')).toEqual(unmade)
            throw thrown
          }),
        ).toThrow(thrown)
        expect(store.findAccount('cici')).toBeUndefined()
        expect(store.inbox(ani, 10)).toEqual([])
        expect(store.memberIds(club)).toEqual([ani])
        expect(store.contacts(ani)).toEqual([])
        expect(store.passwordHash(ani)).toBe('hash')
        expect(store.findToken('t', 1)).toBeUndefined()
        expect(store.unread(budi)).toBe(1)
        expect(store.findGroup('gone')).toBeUndefined()
        expect(store.lastMessage()).toBe(last)
      })

      test('take back that a group has gone, or that a member has', () => {
        const [ani, budi] = [account('ani'), account('budi')]
        const club = group(ani, 'club')
        done(() => store.addMember(club, budi))
        const id = send(club, budi)
        expect(() =>
          done(() => {
            store.removeMember(club, ani)
            store.removeMember(club, budi)
            expect([store.findGroup('club'), store.memberIds(club)]).toEqual([undefined, []])
            throw new Error('stop')
          }),
        ).toThrow()
        expect(store.findGroup('club')?.id).toBe(club)
        expect(store.memberIds(club)).toEqual([ani, budi])
        expect(store.role(club, ani)).toBe('admin')
        expect(store.inbox(ani, 9)).toMatchObject([{ id, group: 'club' }])
        expect(store.purge()).toBe(false)
      })

      test('after one that was taken back go on as if it had never been', () => {
        const ani = account('ani')
        expect(() =>
          done(() => {
            const unmade = store.createAccount({ name: 'unmade', passwordHash: 'x', at: 1 })!.id
            store.openPrivate(ani, unmade)
            throw new Error('stop')
          }),
        ).toThrow()
        const budi = account('budi')
        expect(store.findPrivate(ani, budi)).toBeUndefined()
        write(ani, budi, 'one')
        expect(store.inbox(budi, 10)).toMatchObject([{ from: 'ani', text: 'one' }])
        expect(store.findAccount('budi')).toEqual({ id: budi, name: 'budi' })
      })

      test('see what they did themselves', () => {
        done(() => {
          const ani = store.createAccount({ name: 'ani', passwordHash: 'x', at: 1 })!.id
          const self = store.openPrivate(ani, ani)
          const id = store.append({ conversation: self, sender: ani, at: 1, text: 'a' })
          expect(store.unread(ani)).toBe(1)
          store.settle(self, ani, id)
          expect(store.unread(ani)).toBe(0)
        })
      })
    })

    describe('accounts', () => {
      test('have a name that is theirs alone; case makes another', () => {
        account('ani')
        expect(done(() => store.createAccount({ name: 'ani', passwordHash: 'x', at: 1 }))).toBeUndefined()
        const other = account('Ani')
        expect(store.findAccount('Ani')).toEqual({ id: other, name: 'Ani' })
        expect(store.findAccount('ANI')).toBeUndefined()
      })

      test('keep the hash of a password until there is another', () => {
        const [ani, budi] = [account(), account()]
        done(() => store.setPasswordHash(ani, 'new'))
        expect([store.passwordHash(ani), store.passwordHash(budi)]).toEqual(['new', 'hash'])
      })
    })

    describe('tokens', () => {
      const add = (hash: string, owner: AccountId, expires: number, { now = 0, most = 3 } = {}) =>
        done(() => store.addToken({ hash, account: owner, expires, now, most }))
      const living = (hashes: string[], now = 0) => hashes.filter((hash) => store.findToken(hash, now))

      test('stand for their account until they expire', () => {
        const ani = account('ani')
        add('a', ani, 100)
        expect(store.findToken('a', 99)).toEqual({ id: ani, name: 'ani' })
        expect(store.findToken('a', 100)).toBeUndefined()
        expect(store.findToken('b', 0)).toBeUndefined()
      })

      test('make room, the oldest first, and only in their own account', () => {
        const [ani, budi] = [account(), account()]
        add('x', budi, 1)
        for (const [i, hash] of ['a', 'b', 'c', 'd', 'e'].entries()) add(hash, ani, 100 + i)
        expect(living(['a', 'b', 'c', 'd', 'e', 'x'])).toEqual(['c', 'd', 'e', 'x'])
      })

      test('that have expired take no room', () => {
        const ani = account()
        for (const [hash, expires] of [
          ['a', 10],
          ['b', 200],
          ['c', 300],
        ] as const)
          add(hash, ani, expires)
        add('d', ani, 400, { now: 50 })
        expect(living(['a', 'b', 'c', 'd'], 50)).toEqual(['b', 'c', 'd'])
      })

      // All tokens of one turn expire in the same millisecond: then it is chance which ones are dropped.
      test('make room, the oldest first, also where they expire at the same moment', () => {
        const ani = account()
        for (const hash of ['d', 'c', 'b', 'a', 'e']) add(hash, ani, 100)
        expect(living(['d', 'c', 'b', 'a', 'e'])).toEqual(['b', 'a', 'e'])
      })

      test('may be one at the most', () => {
        const ani = account()
        add('a', ani, 100, { most: 1 })
        add('b', ani, 101, { most: 1 })
        expect(living(['a', 'b'])).toEqual(['b'])
      })

      test('are revoked one by one, or all but one', () => {
        const [ani, budi] = [account(), account()]
        for (const hash of ['a', 'b', 'c']) add(hash, ani, 100)
        add('x', budi, 100)
        done(() => store.revokeToken('a'))
        done(() => store.revokeToken('nothing'))
        expect(living(['a', 'b', 'c', 'x'])).toEqual(['b', 'c', 'x'])
        done(() => store.revokeTokens(ani, 'b'))
        expect(living(['b', 'c', 'x'])).toEqual(['b', 'x'])
        done(() => store.revokeTokens(ani, undefined))
        expect(living(['b', 'x'])).toEqual(['x'])
      })
    })

    describe('contacts', () => {
      test('come and go once, in one direction', () => {
        const [ani, budi] = [account('ani'), account('budi')]
        expect(done(() => store.addContact(ani, budi))).toBe(true)
        expect(done(() => store.addContact(ani, budi))).toBe(false)
        expect(store.contacts(ani)).toEqual([{ id: budi, name: 'budi' }])
        expect(store.contacts(budi)).toEqual([])
        expect(store.contactOf(budi)).toEqual([ani])
        expect(store.contactOf(ani)).toEqual([])
        expect(done(() => store.removeContact(budi, ani))).toBe(false)
        expect(done(() => store.removeContact(ani, budi))).toBe(true)
        expect(done(() => store.removeContact(ani, budi))).toBe(false)
      })

      test('are in the order of code points (AUTH-8)', () => {
        const ani = account('ani')
        // U+FF61 comes before U+10400 by code points, and behind it by UTF-16 units.
        const names = ['𐐀', '｡x', 'é', 'z', 'Z', 'a', '10', '9', '王']
        for (const name of names) done(() => store.addContact(ani, account2(name)))
        expect(store.contacts(ani).map(({ name }) => name)).toEqual([
          '10',
          '9',
          'Z',
          'a',
          'z',
          'é',
          '王',
          '｡x',
          '𐐀',
        ])
      })
      const account2 = (as: string) => store.createAccount({ name: as, passwordHash: 'x', at: 1 })!.id
    })

    describe('message ids', () => {
      test('grow with every message, over all conversations', () => {
        const [ani, budi] = [account(), account()]
        const club = group(ani)
        const ids = [write(ani, budi), send(club, ani), write(budi, ani), write(ani, ani), send(club, ani)]
        expect(ids).toEqual([...ids].sort((a, b) => a - b))
        expect(new Set(ids).size).toBe(5)
        expect(store.lastMessage()).toBe(ids.at(-1))
      })

      test('start above 0, which stands for no message', () => {
        expect(store.lastMessage()).toBe(0)
        const ani = account()
        expect(write(ani, ani)).toBeGreaterThan(0)
      })

      test('never come again after the group with the newest message has gone', async () => {
        const ani = account()
        const club = group(ani)
        write(ani, ani)
        const newest = send(club, ani)
        done(() => store.removeMember(club, ani))
        while (store.purge()) {}
        expect(store.lastMessage()).toBeGreaterThanOrEqual(newest)
        if (reopen) store = await reopen(store)
        expect(store.lastMessage()).toBeGreaterThanOrEqual(newest)
        expect(write(ani, ani)).toBeGreaterThan(newest)
      })

      test('never come again after many groups have gone, one inside another transaction', () => {
        const ani = account()
        let newest = 0
        for (let round = 0; round < 5; round++) {
          const club = group(ani)
          const id = send(club, ani)
          expect(id).toBeGreaterThan(newest)
          newest = id
          done(() => {
            store.removeMember(club, ani)
            newest = store.append({
              conversation: store.openPrivate(ani, ani),
              sender: ani,
              at: 1,
              text: 'x',
            })
            expect(newest).toBeGreaterThan(id)
          })
          while (store.purge()) {}
        }
      })
    })

    describe('private conversations', () => {
      test('are two, one a direction, each with one reader', () => {
        const [ani, budi] = [account(), account()]
        expect(store.findPrivate(ani, budi)).toBeUndefined()
        write(ani, budi, 'to budi')
        expect(store.findPrivate(budi, ani)).toBeUndefined()
        write(budi, ani, 'to ani')
        const there = store.findPrivate(ani, budi)!
        expect(done(() => store.openPrivate(ani, budi))).toBe(there)
        expect(store.findPrivate(budi, ani)).not.toBe(there)
        expect(fetch(there, ani)).toEqual([])
        expect(fetch(there, budi)).toEqual(['to budi'])
      })

      test('with oneself hand out each message once (CHAT-6)', () => {
        const ani = account()
        write(ani, ani, 'note')
        const self = store.findPrivate(ani, ani)!
        expect(store.unread(ani)).toBe(1)
        expect(texts(store.inbox(ani, 10))).toEqual(['note'])
        expect(texts(store.since(ani, 0, 10))).toEqual(['note'])
        expect(texts(store.privateHistory(ani, ani, EVER, 10))).toEqual(['note'])
        expect(fetch(self, ani)).toEqual(['note'])
        expect(store.unread(ani)).toBe(0)
        expect(fetch(self, ani)).toEqual([])
      })
    })

    describe('fetching', () => {
      test('hands out oldest first, and nothing changes before it is settled', () => {
        const [ani, budi] = [account('ani'), account()]
        const ids = ['a', 'b', 'c'].map((text) => write(ani, budi, text))
        const talk = store.findPrivate(ani, budi)!
        for (let again = 0; again < 2; again++) {
          const { messages, upTo } = store.unfetched(talk, budi, 500, EVER)
          expect(messages).toEqual(
            ids.map((id, i) => ({ id, from: 'ani', text: 'abc'[i], at: 1_700_000_000_001 + i })),
          )
          expect(upTo).toBe(ids[2])
        }
        done(() => store.settle(talk, budi, ids[1]!))
        expect(texts(store.unfetched(talk, budi, 500, EVER).messages)).toEqual(['c'])
      })

      test('ends at so many messages, or once so many characters are there, but never at none', () => {
        const [ani, budi] = [account(), account()]
        const ids = ['aaaa', 'bbbb', 'cccc', 'dddd'].map((text) => write(ani, budi, text))
        const talk = store.findPrivate(ani, budi)!
        const got = (most: number, characters: number) => {
          const { messages, upTo } = store.unfetched(talk, budi, most, characters)
          expect(upTo).toBe(messages.at(-1)!.id)
          return messages.length
        }
        expect([1, 2, 3, 4, 5].map((most) => got(most, EVER))).toEqual([1, 2, 3, 4, 4])
        expect([1, 4, 5, 8, 9, 16, 17].map((characters) => got(10, characters))).toEqual([
          1, 1, 2, 2, 3, 4, 4,
        ])
        expect(store.unfetched(talk, budi, 4, EVER).upTo).toBe(ids[3])
      })

      test('goes through thousands of messages in slices, each once', () => {
        const [ani, budi] = [account(), account()]
        const all = Array.from({ length: 1201 }, (_, i) => `m${i}`)
        done(() => {
          const talk = store.openPrivate(ani, budi)
          for (const text of all) store.append({ conversation: talk, sender: ani, at: 1, text })
        })
        const talk = store.findPrivate(ani, budi)!
        const slices = [fetch(talk, budi), fetch(talk, budi), fetch(talk, budi), fetch(talk, budi)]
        expect(slices.map(({ length }) => length)).toEqual([500, 500, 201, 0])
        expect(slices.flat()).toEqual(all)
      })

      test('never moves the cursor back', () => {
        const [ani, budi] = [account(), account()]
        const [first, second] = [write(ani, budi, 'a'), write(ani, budi, 'b')]
        const talk = store.findPrivate(ani, budi)!
        done(() => store.settle(talk, budi, second))
        done(() => store.settle(talk, budi, first))
        expect(store.unfetched(talk, budi, 10, EVER)).toEqual({ messages: [], upTo: undefined })
      })

      test('of a conversation that one does not read gives nothing, and settling it does nothing', () => {
        const [ani, budi, cici] = [account(), account(), account()]
        write(ani, budi)
        const talk = store.findPrivate(ani, budi)!
        expect(store.unfetched(talk, cici, 10, EVER)).toEqual({ messages: [], upTo: undefined })
        done(() => store.settle(talk, cici, 99))
        done(() => store.settle(999, cici, 99))
        expect(store.unread(budi)).toBe(1)
      })

      test('of a group leaves out what one sent oneself, and steps over it (CHAT-5)', () => {
        const [ani, budi] = [account(), account()]
        const club = group(ani)
        done(() => store.addMember(club, budi))
        send(club, ani, 'mine 1')
        send(club, budi, 'his')
        const last = send(club, ani, 'mine 2')
        expect(store.unread(ani)).toBe(1)
        const { messages, upTo } = store.unfetched(club, ani, 500, EVER)
        expect(texts(messages)).toEqual(['his'])
        expect(upTo).toBe(last)
        done(() => store.settle(club, ani, upTo!))
        expect(store.unfetched(club, ani, 500, EVER)).toEqual({ messages: [], upTo: undefined })
        expect(fetch(club, budi)).toEqual(['mine 1', 'mine 2'])
      })

      test('of a group with nothing but one’s own messages still says where the cursor may go', () => {
        const ani = account()
        const club = group(ani)
        const id = send(club, ani, 'mine')
        expect(store.unfetched(club, ani, 500, EVER)).toEqual({ messages: [], upTo: id })
      })

      test('of a full slice does not step over what stands behind it', () => {
        const [ani, budi] = [account(), account()]
        const club = group(ani)
        done(() => store.addMember(club, budi))
        for (const text of ['a', 'b', 'c']) send(club, ani, text)
        send(club, budi, 'mine')
        expect([fetch(club, budi, 2), fetch(club, budi, 1), fetch(club, budi, 2)]).toEqual([
          ['a', 'b'],
          ['c'],
          [],
        ])
      })
    })

    describe('the inbox', () => {
      test('has what is not fetched, over all conversations, oldest first, at most so much (NOTIF-1)', () => {
        const [ani, budi, cici] = [account('ani'), account('budi'), account('cici')]
        const club = group(budi, 'club')
        done(() => store.addMember(club, ani))
        write(budi, ani, '1')
        send(club, budi, '2')
        write(cici, ani, '3')
        send(club, ani, 'mine')
        write(budi, ani, '4')
        write(ani, budi, 'not mine to read')
        write(ani, ani, '5')
        expect(store.inbox(ani, 500)).toMatchObject([
          { from: 'budi', text: '1' },
          { from: 'budi', text: '2', group: 'club' },
          { from: 'cici', text: '3' },
          { from: 'budi', text: '4' },
          { from: 'ani', text: '5' },
        ])
        expect(store.inbox(ani, 500)[0]).not.toHaveProperty('group')
        expect(store.unread(ani)).toBe(5)
        expect(texts(store.inbox(ani, 2))).toEqual(['1', '2'])
        fetch(store.findPrivate(budi, ani)!, ani)
        expect(texts(store.inbox(ani, 500))).toEqual(['2', '3', '5'])
        expect(store.unread(ani)).toBe(3)
      })

      test('merges many conversations in one order, whatever the order they were opened in', () => {
        const ani = account('ani')
        const others = Array.from({ length: 40 }, () => account())
        const order = Array.from({ length: 400 }, (_, i) => others[(i * 17 + (i >> 3)) % 40]!)
        const all = order.map((sender, i) => {
          write(sender, ani, `m${i}`)
          return `m${i}`
        })
        for (const most of [1, 7, 39, 40, 41, 399, 400, 500]) {
          expect(texts(store.inbox(ani, most))).toEqual(all.slice(0, most))
          expect(texts(store.since(ani, 0, most))).toEqual(all.slice(0, most))
        }
      })
    })

    describe('what came since an id (NOTIF-4)', () => {
      test('is there fetched or not, oldest first, at most so much', () => {
        const [ani, budi, cici] = [account(), account(), account()]
        const ids = [
          write(budi, ani, 'a'),
          write(cici, ani, 'b'),
          write(budi, ani, 'c'),
          write(cici, ani, 'd'),
        ]
        fetch(store.findPrivate(budi, ani)!, ani)
        expect(texts(store.since(ani, 0, 500))).toEqual(['a', 'b', 'c', 'd'])
        expect(texts(store.since(ani, ids[1]!, 500))).toEqual(['c', 'd'])
        expect(texts(store.since(ani, ids[0]!, 2))).toEqual(['b', 'c'])
        expect(store.since(ani, ids[3]!, 500)).toEqual([])
      })

      test('begins, in a group, with joining, and leaves out one’s own', () => {
        const [ani, budi] = [account(), account()]
        const club = group(ani)
        send(club, ani, 'before')
        done(() => store.addMember(club, budi))
        send(club, ani, 'after')
        send(club, budi, 'mine')
        expect(texts(store.since(budi, 0, 500))).toEqual(['after'])
      })
    })

    describe('history', () => {
      test('of two accounts has both directions, newest first, before an id', () => {
        const [ani, budi, cici] = [account('ani'), account('budi'), account()]
        const ids = [
          write(ani, budi, '1'),
          write(budi, ani, '2'),
          write(budi, ani, '3'),
          write(ani, budi, '4'),
        ]
        write(cici, ani, 'other')
        for (const [one, other] of [
          [ani, budi],
          [budi, ani],
        ] as const) {
          expect(texts(store.privateHistory(one, other, EVER, 500))).toEqual(['4', '3', '2', '1'])
          expect(texts(store.privateHistory(one, other, EVER, 3))).toEqual(['4', '3', '2'])
          expect(texts(store.privateHistory(one, other, ids[2]!, 500))).toEqual(['2', '1'])
          expect(store.privateHistory(one, other, ids[0]!, 500)).toEqual([])
        }
        expect(store.privateHistory(ani, budi, EVER, 1)).toMatchObject([
          { id: ids[3], from: 'ani', text: '4' },
        ])
      })

      test('of two accounts that never wrote is empty, and of one direction is that', () => {
        const [ani, budi] = [account(), account()]
        expect(store.privateHistory(ani, budi, EVER, 10)).toEqual([])
        write(ani, budi, 'a')
        expect(texts(store.privateHistory(budi, ani, EVER, 10))).toEqual(['a'])
      })

      test('of a group starts at joining and has one’s own too (CHAT-5)', () => {
        const [ani, budi, cici] = [account(), account(), account()]
        const club = group(ani, 'club')
        send(club, ani, 'before')
        done(() => store.addMember(club, budi))
        const id = send(club, ani, 'a')
        send(club, budi, 'b')
        expect(texts(store.groupHistory(club, ani, EVER, 10))).toEqual(['b', 'a', 'before'])
        expect(texts(store.groupHistory(club, budi, EVER, 10))).toEqual(['b', 'a'])
        expect(store.groupHistory(club, budi, id, 10)).toEqual([])
        expect(store.groupHistory(club, budi, EVER, 1)).toMatchObject([{ text: 'b', group: 'club' }])
        expect(store.groupHistory(club, cici, EVER, 10)).toEqual([])
      })
    })

    describe('groups', () => {
      test('have their creator as admin, and members in the order of joining', () => {
        const [ani, budi, cici] = [account('ani'), account('budi'), account('cici')]
        const club = group(cici, 'club')
        done(() => store.addMember(club, ani))
        done(() => store.addMember(club, budi))
        expect(store.findGroup('club')).toEqual({ id: club, code: 'club', title: 'the club' })
        expect(store.findGroup('CLUB')).toBeUndefined()
        expect(store.members(club)).toEqual([
          { id: cici, name: 'cici', role: 'admin' },
          { id: ani, name: 'ani', role: 'member' },
          { id: budi, name: 'budi', role: 'member' },
        ])
        expect(store.memberIds(club)).toEqual([cici, ani, budi])
        expect([cici, ani, 999].map((id) => store.role(club, id))).toEqual(['admin', 'member', undefined])
      })

      test('are listed in the order of joining with what is unread', () => {
        const [ani, budi] = [account(), account()]
        const [one, two] = [group(budi, 'one'), group(budi, 'two')]
        const three = group(ani, 'three')
        done(() => store.addMember(two, ani))
        done(() => store.addMember(one, ani))
        send(one, budi)
        send(one, budi)
        send(one, ani)
        send(three, ani)
        write(budi, ani)
        expect(store.groups(ani)).toEqual([
          { code: 'three', title: 'the three', role: 'admin', members: 1, unread: 0 },
          { code: 'two', title: 'the two', role: 'member', members: 2, unread: 0 },
          { code: 'one', title: 'the one', role: 'member', members: 2, unread: 2 },
        ])
      })

      test('give a member nothing from before it joined, nor what it left unread (CHAT-5)', () => {
        const [ani, budi] = [account(), account()]
        const club = group(ani)
        send(club, ani, 'before')
        done(() => store.addMember(club, budi))
        send(club, ani, 'unread')
        expect(store.unread(budi)).toBe(1)
        expect(done(() => store.removeMember(club, budi))).toEqual({ files: [] })
        expect([
          store.unread(budi),
          store.inbox(budi, 9),
          store.since(budi, 0, 9),
          store.groups(budi),
        ]).toEqual([0, [], [], []])
        send(club, ani, 'away')
        done(() => store.addMember(club, budi))
        expect(store.unread(budi)).toBe(0)
        send(club, ani, 'back')
        expect(fetch(club, budi)).toEqual(['back'])
        expect(texts(store.groupHistory(club, budi, EVER, 9))).toEqual(['back'])
      })

      test('promote the longest-standing member when the last admin leaves (GROUP-3)', () => {
        const [ani, budi, cici] = [account('ani'), account('budi'), account('cici')]
        const club = group(ani)
        done(() => store.addMember(club, cici))
        done(() => store.addMember(club, budi))
        expect(done(() => store.removeMember(club, ani))).toEqual({
          promoted: { id: cici, name: 'cici' },
          files: [],
        })
        expect(store.members(club).map(({ name, role }) => `${name} ${role}`)).toEqual([
          'cici admin',
          'budi member',
        ])
        expect(done(() => store.removeMember(club, budi))).toEqual({ files: [] })
        expect(store.role(club, cici)).toBe('admin')
      })

      test('count a member who comes back as the youngest', () => {
        const [ani, budi, cici] = [account(), account(), account('cici')]
        const club = group(ani)
        done(() => store.addMember(club, budi))
        done(() => store.addMember(club, cici))
        done(() => store.removeMember(club, budi))
        done(() => store.addMember(club, budi))
        expect(store.memberIds(club)).toEqual([ani, cici, budi])
        expect(done(() => store.removeMember(club, ani)).promoted?.name).toBe('cici')
      })

      test('go with the last member: code, messages and files (GROUP-3)', () => {
        const ani = account()
        const club = group(ani, 'club')
        const other = group(ani, 'other')
        const file = (code: string, conversation: ConversationId) =>
          done(() =>
            store.addFile({
              code,
              conversation,
              sender: ani,
              at: 1,
              name: 'x',
              size: 5,
              mime: 'text/plain',
              sha256: 'ab',
            }),
          )
        file('f1', club)
        file('f2', club)
        file('f3', other)
        file('f4', club)
        done(() => store.deleteFile('f4', ani))
        expect([store.findGroup('club')?.id, store.memberIds(club)]).toEqual([club, [ani]])
        expect(done(() => store.removeMember(club, ani))).toEqual({ files: ['f1', 'f2'] })
        expect(store.memberIds(club)).toEqual([])
        expect(store.findGroup('club')).toBeUndefined()
        expect(['f1', 'f2', 'f3', 'f4'].map((code) => store.hasFile(code))).toEqual([
          false,
          false,
          true,
          false,
        ])
        expect(store.usedBytes(ani)).toBe(5)
        const again = group(ani, 'club')
        expect(again).not.toBe(club)
        expect(store.findGroup('club')?.id).toBe(again)
        expect(store.groupHistory(again, ani, EVER, 9)).toEqual([])
      })

      test('that have gone are purged slice by slice, and what stands beside them stays', () => {
        const [ani, budi] = [account(), account()]
        const [club, other] = [group(ani), group(ani)]
        done(() => store.addMember(other, budi))
        done(() => {
          for (let i = 0; i < 2500; i++) {
            store.append({ conversation: club, sender: ani, at: 1, text: 'x' })
            if (i % 500 === 0) store.append({ conversation: other, sender: ani, at: 1, text: `kept ${i}` })
          }
        })
        done(() => store.removeMember(club, ani))
        expect(store.purge()).toBe(true)
        let slices = 1
        while (store.purge()) expect(++slices).toBeLessThan(10_000)
        expect(store.purge()).toBe(false)
        expect(fetch(other, budi)).toEqual(['kept 0', 'kept 500', 'kept 1000', 'kept 1500', 'kept 2000'])
      })
    })

    describe('kept answers', () => {
      const keep = (of: AccountId, key: string, answer: string, at: number, since = 0, most = 100) =>
        done(() => store.keepAnswer({ account: of, key, request: `to ${answer}`, answer, at, since, most }))

      test('are found by their account and key, for as long as they are asked for', () => {
        const [ani, budi] = [account(), account()]
        keep(ani, 'key', 'one', 100)
        expect(store.findAnswer(ani, 'key', 99)).toEqual({ request: 'to one', answer: 'one' })
        expect(store.findAnswer(ani, 'key', 100)).toBeUndefined()
        expect(store.findAnswer(ani, 'Key', 0)).toBeUndefined()
        expect(store.findAnswer(budi, 'key', 0)).toBeUndefined()
      })

      test('make room for a newer one under the same key', () => {
        const ani = account()
        keep(ani, 'key', 'one', 100)
        keep(ani, 'key', 'two', 200)
        expect(store.findAnswer(ani, 'key', 0)).toEqual({ request: 'to two', answer: 'two' })
      })

      test('are so many an account at the most: the oldest make room', () => {
        const [ani, budi] = [account(), account()]
        keep(budi, 'a', 'other', 1)
        for (const key of ['a', 'b', 'c', 'd']) keep(ani, key, key, 1, 0, 3)
        expect(['a', 'b', 'c', 'd'].map((key) => store.findAnswer(ani, key, 0)?.answer)).toEqual([
          undefined,
          'b',
          'c',
          'd',
        ])
        expect(store.findAnswer(budi, 'a', 0)?.answer).toBe('other')
      })

      test('go a few at a time once they are old, whoever keeps the next', () => {
        const [ani, budi] = [account(), account()]
        for (let i = 0; i < 10; i++) keep(ani, `old ${i}`, 'old', 100 + i)
        keep(ani, 'young', 'young', 1000)
        for (let i = 0; i < 10; i++) keep(budi, `new ${i}`, 'new', 2000, 500)
        const left = Array.from({ length: 10 }, (_, i) => store.findAnswer(ani, `old ${i}`, 0))
        expect(left.filter(Boolean)).toEqual([])
        expect(store.findAnswer(ani, 'young', 0)?.answer).toBe('young')
      })

      test('go with their transaction', () => {
        const ani = account()
        const keeping = { account: ani, key: 'key', request: '', answer: '', at: 1, since: 0, most: 9 }
        expect(() =>
          done(() => {
            store.keepAnswer(keeping)
            throw new Error('stop')
          }),
        ).toThrow('stop')
        expect(store.findAnswer(ani, 'key', 0)).toBeUndefined()
      })
    })

    describe('files', () => {
      const facts = (code: string, size = 10) => ({
        code,
        name: 'foto pantai.jpg',
        size,
        mime: 'image/jpeg',
        sha256: 'ab'.repeat(32),
      })

      test('are found in their conversation alone (FILE-5)', () => {
        const [ani, budi, cici] = [account(), account(), account()]
        const [to, from] = done(() => [store.openPrivate(ani, budi), store.openPrivate(budi, ani)])
        const elsewhere = done(() => store.openPrivate(ani, cici))
        done(() => store.addFile({ ...facts('f1'), conversation: to, sender: ani, at: 1 }))
        expect(store.findFile('f1', [to, from])).toEqual(facts('f1'))
        expect(store.findFile('f1', [from, to])).toEqual(facts('f1'))
        expect(store.findFile('f1', [to])).toEqual(facts('f1'))
        expect(store.findFile('f1', [elsewhere, undefined])).toBeUndefined()
        expect(store.findFile('f1', [undefined, undefined])).toBeUndefined()
        expect(store.findFile('f2', [to])).toBeUndefined()
      })

      test('are told of by their message, even once they are deleted', () => {
        const [ani, budi] = [account(), account()]
        const talk = done(() => store.openPrivate(ani, budi))
        const id = done(() => {
          const file = store.addFile({ ...facts('f1'), conversation: talk, sender: ani, at: 1 })
          return store.append({ conversation: talk, sender: ani, at: 1, text: 'foto pantai.jpg', file })
        })
        const { sha256: _, ...told } = facts('f1')
        expect(store.inbox(budi, 9)).toMatchObject([{ id, text: 'foto pantai.jpg', file: told }])
        expect(done(() => store.deleteFile('f1', ani))).toBe(true)
        expect(store.inbox(budi, 9)).toMatchObject([{ id, file: told }])
        expect(store.findFile('f1', [talk])).toBeUndefined()
      })

      test('are deleted by their sender alone, once, and give their space back', () => {
        const [ani, budi] = [account(), account()]
        const talk = done(() => store.openPrivate(ani, budi))
        done(() => store.addFile({ ...facts('f1', 10), conversation: talk, sender: ani, at: 1 }))
        done(() => store.addFile({ ...facts('f2', 7), conversation: talk, sender: ani, at: 1 }))
        expect([store.usedBytes(ani), store.usedBytes(budi)]).toEqual([17, 0])
        expect(done(() => store.deleteFile('f1', budi))).toBe(false)
        expect(done(() => store.deleteFile('f1', ani))).toBe(true)
        expect(done(() => store.deleteFile('f1', ani))).toBe(false)
        expect([store.usedBytes(ani), store.hasFile('f1'), store.hasFile('f2')]).toEqual([7, false, true])
      })
    })

    test('text is kept exactly as it came', () => {
      const ani = account()
      const kept = [' a  b ', '\t', "'; DROP TABLE message; --", '👩‍👩‍👧', 'e\u0301', '\u2028', '\ufeff']
      for (const text of kept) write(ani, ani, text)
      expect(fetch(store.findPrivate(ani, ani)!, ani)).toEqual(kept)
    })

    test.skipIf(!reopen)('all that was committed is there after the store is opened again', async () => {
      const [ani, budi] = [account('ani'), account('budi')]
      const club = group(ani, 'club')
      done(() => store.addMember(club, budi))
      done(() => store.addContact(ani, budi))
      done(() => store.addToken({ hash: 't', account: ani, expires: 100, now: 1, most: 3 }))
      done(() => store.setPasswordHash(budi, 'new'))
      const [first, second] = [write(ani, budi, 'one'), write(ani, budi, 'two')]
      send(club, ani, 'to all')
      const talk = store.findPrivate(ani, budi)!
      done(() => store.settle(talk, budi, first))
      expect(() =>
        done(() => {
          store.append({ conversation: talk, sender: ani, at: 1, text: 'unmade' })
          throw new Error('stop')
        }),
      ).toThrow()
      store = await reopen!(store)
      expect(texts(store.inbox(budi, 9))).toEqual(['two', 'to all'])
      expect(store.inbox(budi, 1)[0]!.id).toBe(second)
      expect(store.contacts(ani)).toEqual([{ id: budi, name: 'budi' }])
      expect(store.findToken('t', 99)?.name).toBe('ani')
      expect(store.passwordHash(budi)).toBe('new')
      expect(store.members(club).map(({ name, role }) => `${name} ${role}`)).toEqual([
        'ani admin',
        'budi member',
      ])
      expect(store.findPrivate(ani, budi)).toBe(talk)
    })
  })
}
