import { expect, test } from 'vitest'
import { Journal } from '../../src/server/journal.js'
import { CommitError, type Store } from '../../src/server/store/store.js'
import { type Participant, Turn } from '../../src/server/turn.js'

type Work = string | (() => void)

/** A store that counts its transactions and fails where it is told to. */
function make() {
  const journal = new Journal()
  const log: string[] = []
  const failing = { begin: 0, commit: 0 }
  let open = false
  const store = {
    transaction<T>(work: () => T): T {
      if (failing.begin > 0) {
        failing.begin--
        throw new Error('BEGIN failed')
      }
      expect(open, 'transactions are not nested').toBe(false)
      open = true
      log.push('begin')
      try {
        const result = work()
        if (failing.commit > 0) {
          failing.commit--
          throw new CommitError('COMMIT failed')
        }
        log.push('commit')
        return result
      } catch (error) {
        log.push('rollback')
        throw error
      } finally {
        open = false
      }
    },
  } as Store
  const turn = new Turn(store, journal)

  /** A connection in small: its queue, and what left it. */
  class Client implements Participant<Work> {
    readonly sent: string[] = []
    readonly performed: string[] = []
    staged: string[] = []
    waits = false
    constructor(
      readonly name: string,
      readonly queue: Work[],
    ) {}
    take(): Work | undefined {
      return this.waits ? undefined : this.queue.shift()
    }
    settle(item: Work): void {
      log.push(`settle ${this.name}`)
      if (item === 'settle fails') throw new Error('settling failed')
    }
    perform(item: Work): void {
      if (typeof item === 'function') return item()
      this.performed.push(item)
      if (item.startsWith('throw')) throw new Error(item)
      if (item === 'throw nothing') throw undefined
      if (item.startsWith('wait')) {
        journal.record(() => {
          this.waits = false
        })
        this.waits = true
      }
      this.reply(item)
    }
    fail(item: Work): void {
      this.reply(`incident of ${String(item)}`)
    }
    giveBack(items: Work[]): void {
      this.queue.unshift(...items)
    }
    reply(text: string): void {
      if (this.staged.length === 0) turn.stage(this)
      this.staged.push(text)
    }
    flush(): void {
      expect(open, 'nothing leaves before the commit').toBe(false)
      this.sent.push(...this.staged)
      this.staged = []
    }
    discard(): void {
      this.staged = []
    }
  }
  const client = (name: string, ...queue: Work[]) => {
    const made = new Client(name, queue)
    turn.join(made)
    return made
  }
  return { turn, journal, log, failing, client }
}

/** A few turns of the event loop. */
const later = async (turns = 5) => {
  for (let i = 0; i < turns; i++) await new Promise(setImmediate)
}

test('all that is ready is performed in one transaction, each one’s requests in order', async () => {
  const { client, log } = make()
  const [a, b] = [client('a', '1', '2', '3'), client('b', '4')]
  await later()
  expect([a.sent, b.sent]).toEqual([['1', '2', '3'], ['4']])
  expect(log.filter((entry) => entry === 'begin')).toHaveLength(1)
})

test('nothing is sent and no effect runs before the commit, and effects run after the replies', async () => {
  const { client, turn, log } = make()
  const a = client('a', () => {
    a.reply('x')
    turn.afterCommit(() => log.push(`effect after ${a.sent}`))
    log.push('performed')
  })
  await later()
  expect(log).toEqual(['begin', 'settle a', 'performed', 'commit', 'effect after x'])
})

test('a request that throws fails alone: its neighbours do not pay, and all keep their order', async () => {
  const { client } = make()
  const [a, b, c] = [client('a', '1', '2'), client('b', '3', 'throw'), client('c', '4', '5')]
  await later()
  expect(a.sent).toEqual(['1', '2'])
  expect(b.sent).toEqual(['3', 'incident of throw'])
  expect(c.sent).toEqual(['4', '5'])
})

test('what a throwing request did in memory is undone', async () => {
  const { client, journal } = make()
  const undone: string[] = []
  let times = 0
  client('a', () => {
    times++
    journal.record(() => undone.push('a'))
  })
  client('b', 'throw')
  await later()
  expect([times, undone]).toEqual([2, ['a']])
})

test('what a client sent behind a request that throws is performed without more from the client', async () => {
  const { client } = make()
  const a = client('a', '1', 'throw', '2', '3')
  await later()
  expect(a.sent).toEqual(['1', 'incident of throw', '2', '3'])
})

test('whoever was behind the one that threw is performed all the same', async () => {
  const { client } = make()
  client('a', 'throw')
  const others = Array.from({ length: 5 }, (_, i) => client(`b${i}`, `${i}`))
  await later()
  expect(others.map(({ sent }) => sent)).toEqual([['0'], ['1'], ['2'], ['3'], ['4']])
})

test('requests behind one that others wait for stay behind it, also where their turn is undone', async () => {
  const { client, turn } = make()
  const a = client('a', 'wait', '2')
  client('b', 'throw')
  await later()
  expect([a.sent, a.queue]).toEqual([['wait'], ['2']])
  a.waits = false
  turn.join(a)
  await later()
  expect(a.sent).toEqual(['wait', '2'])
})

test('a settling that fails fails its request alone, which is not performed', async () => {
  const { client } = make()
  const [a, b] = [client('a', 'settle fails'), client('b', '1')]
  await later()
  expect([a.sent, a.performed, b.sent]).toEqual([['incident of settle fails'], [], ['1']])
})

test('a commit that fails fails all of its requests, and none is performed again', async () => {
  const { client, failing } = make()
  failing.commit = 1
  const [a, b] = [client('a', '1', '2'), client('b', '3')]
  await later()
  expect([a.sent, b.sent]).toEqual([['incident of 1', 'incident of 2'], ['incident of 3']])
  expect([a.performed, b.performed]).toEqual([['1', '2'], ['3']])
})

test('a commit that fails leaves nobody waiting behind the request that failed', async () => {
  const { client, failing } = make()
  failing.commit = 1
  const a = client('a', 'wait', '2')
  await later()
  expect(a.sent).toEqual(['incident of wait', '2'])
})

test('a commit that fails for one that is performed alone fails that one', async () => {
  const { client, failing } = make()
  let first = true
  const a = client('a', () => {
    a.reply('a')
    // The common transaction is undone by b; the first commit after that settles a, the second is a’s own.
    if (!first) failing.commit = 1
    first = false
  })
  const b = client('b', 'throw')
  const c = client('c', '1')
  await later()
  expect(a.sent[0]).toMatch(/^incident/)
  expect([b.sent, c.sent]).toEqual([['incident of throw'], ['1']])
})

test('where not even BEGIN works, each request fails, and the next turn is as good as new', async () => {
  const { client, failing, turn } = make()
  failing.begin = 100
  const [a, b] = [client('a', '1', '2'), client('b', '3')]
  await later()
  expect([a.sent, b.sent]).toEqual([['incident of 1', 'incident of 2'], ['incident of 3']])
  failing.begin = 0
  a.queue.push('4')
  turn.join(a)
  await later()
  expect(a.sent.at(-1)).toBe('4')
})

test('where not even BEGIN works, there are no further turns once nobody has requests', async () => {
  const { client, failing } = make()
  failing.begin = 1000
  client('a', '1', '2')
  await later(10)
  const left = failing.begin
  await later(10)
  expect(failing.begin).toBe(left)
})

test('where not even BEGIN works, one that insists on its end is not asked for ever', async () => {
  const { failing, turn } = make()
  failing.begin = 100
  let asked = 0
  let isOver = false
  // As a connection that broke: it offers its end until that was performed or has failed.
  turn.join({
    take: () => (isOver || ++asked > 1000 ? undefined : 'the end'),
    settle() {},
    perform() {
      isOver = true
    },
    fail() {
      isOver = true
    },
    giveBack() {},
  })
  await later()
  expect(asked).toBeLessThan(10)
})

test('of one that has very many requests some are left to the next turn', async () => {
  const { client } = make()
  const order: string[] = []
  const greedy = client('a', ...Array.from({ length: 3000 }, () => () => void order.push('greedy')))
  client('b', () => void order.push('modest'))
  await later()
  expect(order.indexOf('modest')).toBeLessThan(2000)
  expect(order).toHaveLength(3001)
  expect(greedy.queue).toEqual([])
})

test('what joins during a turn comes in the next', async () => {
  const { client, turn } = make()
  const late = client('late')
  client('a', () => {
    late.queue.push('later')
    turn.join(late)
  })
  await later()
  expect(late.sent).toEqual(['later'])
})

test('of very many a turn takes up no more once it is long, and those not asked come first in the next', async () => {
  const { client, log } = make()
  const order: string[] = []
  const spin = (name: string) => () => {
    order.push(name)
    const end = performance.now() + 12
    while (performance.now() < end) {}
  }
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    client(name, spin(name), () => void order.push(name.toUpperCase()))
  await later(12)
  expect(order.length).toBe(10)
  expect(log.filter((entry) => entry === 'begin').length).toBeGreaterThan(1)
  expect(order.indexOf('e')).toBeLessThan(order.length - 1)
})
