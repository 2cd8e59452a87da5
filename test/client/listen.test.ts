import { expect, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { type Heard, type ListenNews, type ListenOptions, listen } from '../../src/client/listen.js'
import { type Peer, serve } from './scripted-server.js'

const pace = { first: 10, longest: 40, ping: 5000, poll: 20 }
const at = '2026-01-01T00:00:00.000Z'
const message = (id: number) => ({ id: `m${id}`, from: 'bob', text: `text ${id}`, at })
const event = (id: number) => `event ${JSON.stringify({ type: 'message', message: message(id) })}`

/**
 * A server over one inbox of numbered messages. `breaks` is asked before each reply and says whether the connection
 * breaks there; `verbs` takes the place of what it would answer.
 */
function inbox({
  breaks = () => false,
  verbs = {},
}: {
  breaks?: (line: string, connection: number) => boolean
  verbs?: Record<string, (peer: Peer, rest: string[]) => string | undefined>
} = {}) {
  const messages: number[] = []
  const lines: string[] = []
  const listeners = new Set<Peer>()
  let connections = 0
  const answers: typeof verbs = {
    'NOTIF-LISTEN': (peer, [state]) => {
      listeners[state === 'on' ? 'add' : 'delete'](peer)
      return 'success'
    },
    'NOTIF-SINCE': (_, [after, limit]) => {
      const from = after === '-' ? 0 : messages.findIndex((id) => `m${id}` === after) + 1
      const known = after === '-' || from > 0
      return `success ${JSON.stringify(known ? messages.slice(from, from + Number(limit)).map(message) : [])}`
    },
    'NOTIF-GET': () => `success ${JSON.stringify(messages.slice(0, 500).map(message))}`,
    'SERVER-INFO': () => 'failed unknown-keyword: no',
    ...verbs,
  }
  const address = serve(async (peer) => {
    const connection = ++connections
    try {
      for (let line = await peer.line(); line !== undefined; line = await peer.line()) {
        lines.push(line)
        const [verb = '', ...rest] = line.split(' ')
        if (breaks(line, connection)) return peer.socket.resetAndDestroy()
        peer.write(answers[verb]?.(peer, rest) ?? 'failed unknown-keyword: no')
      }
      peer.socket.end()
    } finally {
      listeners.delete(peer)
    }
  })
  return {
    lines,
    messages,
    connections: () => connections,
    open: async (signal: AbortSignal) => connect(await address, { signal, timeout: 2000 }),
    arrive(...ids: number[]) {
      messages.push(...ids)
      for (const peer of listeners) peer.write(...ids.map(event))
    },
    push(...lines: string[]) {
      for (const peer of listeners) peer.write(...lines)
    },
    drop() {
      for (const peer of listeners) peer.socket.resetAndDestroy()
    },
  }
}

/** Listens until `count` messages were heard and a little longer; calls back at each. */
async function hear(
  options: Omit<ListenOptions, 'signal' | 'pace'>,
  count: number,
  each: (heard: Heard, texts: string[]) => unknown = () => {},
) {
  const end = new AbortController()
  const texts: string[] = []
  const news: ListenNews[] = []
  const types: string[] = []
  if (count === 0) end.abort()
  for await (const heard of listen({
    ...options,
    signal: end.signal,
    pace,
    tell: (told) => void news.push(told),
  })) {
    types.push(heard.type)
    if (heard.type === 'message') texts.push(heard.message.text)
    if (texts.length >= count) setTimeout(() => end.abort(), 60)
    await each(heard, texts)
  }
  return { texts, news, types }
}

const text = (...ids: number[]) => ids.map((id) => `text ${id}`)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('what comes after ready is told, what was there before is not', async () => {
  const server = inbox()
  server.messages.push(1, 2)
  const { texts, types } = await hear({ open: server.open }, 2, (heard) => {
    if (heard.type === 'ready') server.arrive(3, 4)
  })
  expect(texts).toEqual(text(3, 4))
  expect(types[0]).toBe('ready')
})

test('since a message, and since the first, what is there is told before what comes', async () => {
  const server = inbox()
  server.messages.push(...range(1, 1200))
  const all = await hear({ open: server.open, since: null }, 1203, (_, texts) => {
    if (texts.length === 700) server.arrive(1201, 1202, 1203)
  })
  expect(all.texts).toEqual(text(...range(1, 1203)))
  expect((await hear({ open: server.open, since: 'm1199' }, 4)).texts).toEqual(text(...range(1200, 1203)))
})

test('an id that no message has does not make a later loss go unseen', async () => {
  const server = inbox()
  server.messages.push(1, 2)
  const { texts } = await hear({ open: server.open, since: 'gone' }, 1, async (heard) => {
    if (heard.type !== 'ready') return
    setTimeout(() => {
      server.drop()
      server.messages.push(3)
    }, 50)
  })
  expect(texts).toEqual(text(3))
})

test('a message that comes between the switch and the catching up is told once', async () => {
  let server: ReturnType<typeof inbox>
  server = inbox({
    breaks: (line, connection) => {
      if (connection === 2 && line === 'NOTIF-LISTEN on') setImmediate(() => server.push(event(3)))
      if (connection === 2 && line === 'NOTIF-LISTEN on') server.messages.push(3)
      return false
    },
  })
  const { texts } = await hear({ open: server.open }, 4, (heard, texts) => {
    if (heard.type === 'ready') setTimeout(() => server.arrive(1), 20)
    if (texts.length === 1 && server.connections() === 1) {
      server.drop()
      server.messages.push(2)
    }
    if (texts.length === 3) server.arrive(4)
  })
  expect(texts).toEqual(text(1, 2, 3, 4))
})

test.each(['NOTIF-LISTEN', 'NOTIF-SINCE'])(
  'a connection that breaks at %s, over and over, makes neither a gap nor a repeat',
  async (verb) => {
    const server = inbox({
      breaks: (line, connection) => connection % 3 === 2 && connection < 20 && line.startsWith(verb),
    })
    let next = 1
    const { texts, news } = await hear({ open: server.open }, 60, (heard, texts) => {
      if (heard.type === 'ready' || texts.length === next - 1) {
        setTimeout(() => {
          server.arrive(next++, next++)
          if (next % 4 === 1) server.drop()
          server.messages.push(next++)
          server.drop()
        }, 5)
      }
    })
    expect(texts).toEqual(text(...range(1, texts.length)))
    expect(texts.length).toBeGreaterThanOrEqual(60)
    expect(news.some(({ type }) => type === 'lost')).toBe(true)
  },
)

test('lost events are caught up, and who takes its time over a flood gets all of it once', async () => {
  const server = inbox()
  const { texts, news } = await hear({ open: server.open }, 2001, async (heard, texts) => {
    if (heard.type === 'ready') {
      setTimeout(() => {
        server.messages.push(...range(1, 1500))
        server.push('event {"type":"lagged","dropped":1500}')
      }, 40)
    }
    if (texts.length === 100) server.arrive(...range(1501, 2000))
    if (texts.length === 2000) server.arrive(2001)
  })
  expect(texts).toEqual(text(...range(1, 2001)))
  expect(news).toEqual([{ type: 'lagged', dropped: 1500 }])
})

test('events that are no messages are told as they come, of a later server as well', async () => {
  const server = inbox()
  const { types } = await hear({ open: server.open }, 1, (heard) => {
    if (heard.type !== 'ready') return
    server.push(
      'event {"type":"presence","name":"bob","online":true}',
      'event {"type":"typing","name":"bob"}',
    )
    server.arrive(1)
  })
  expect(types.sort()).toEqual(['message', 'presence', 'ready', 'typing'])
})

test('a server that pushes nothing is asked again and again, and tells each message once', async () => {
  const lacking = () => 'failed unknown-keyword: no'
  for (const verbs of [{ 'NOTIF-LISTEN': lacking }, { 'NOTIF-LISTEN': lacking, 'NOTIF-SINCE': lacking }]) {
    const server = inbox({ verbs })
    server.messages.push(1, 2)
    const { texts, news } = await hear({ open: server.open }, 3, (heard, texts) => {
      if (heard.type === 'ready') server.messages.push(3, 4)
      if (texts.length === 2) server.messages.push(5)
    })
    expect(texts).toEqual(text(3, 4, 5))
    expect(news).toEqual([{ type: 'polling', every: pace.poll }])
  }
})

test('what no further try will mend is thrown, at the first connection anything', async () => {
  const refuses = inbox({ verbs: { 'NOTIF-SINCE': () => 'failed not-authorized: no' } })
  await expect(hear({ open: refuses.open }, 1)).rejects.toMatchObject({ code: 'not-authorized' })
  await expect(hear({ open: () => connect('tcp://127.0.0.1:1') }, 1)).rejects.toMatchObject({
    code: 'unreachable',
  })
  const server = inbox()
  const broken = hear({ open: server.open }, 1, (heard) => {
    if (heard.type === 'ready') server.push('HTTP/1.1 400 Bad Request')
  })
  await expect(broken).rejects.toMatchObject({ code: 'protocol' })
})

test('a batch that was fetched is settled behind its last message, and not told again where that failed', async () => {
  const unread = range(1, 3)
  let open: number[] = []
  let isBroken = false
  const server = inbox({
    breaks: (line) => {
      if (line === 'SERVER-INFO' && !isBroken) {
        isBroken = true
        open = []
        return true
      }
      for (const id of open) unread.splice(unread.indexOf(id), 1)
      open = []
      return false
    },
    verbs: {
      'NOTIF-GET': () => `success ${JSON.stringify(unread.map(message))}`,
      'CHAT-PRIVATE-GET': () => {
        open = [...unread]
        return `success ${JSON.stringify(open.map(message))}`
      },
    },
  })
  const { texts } = await hear({ open: server.open, fetch: 'all' }, 4, (_, texts) => {
    if (texts.length === 3 && unread.length === 3 && isBroken === false) {
      unread.push(4)
    }
  })
  expect(texts).toEqual(text(1, 2, 3, 4))
  expect(unread).toEqual([])
})

test('an end in the middle of a fetched batch waits for the rest of it', async () => {
  const lines: string[] = []
  const server = inbox({
    breaks: (line) => {
      lines.push(line)
      return false
    },
    verbs: {
      'CHAT-PRIVATE-GET': () =>
        `success ${JSON.stringify(lines.includes('SERVER-INFO') ? [] : [message(1), message(2)])}`,
    },
  })
  const end = new AbortController()
  const texts: string[] = []
  for await (const heard of listen({ open: server.open, fetch: [{ from: 'bob' }], signal: end.signal })) {
    if (heard.type !== 'message') continue
    texts.push(heard.message.text)
    end.abort()
  }
  expect(texts).toEqual(text(1, 2))
  expect(lines.at(-1)).toBe('SERVER-INFO')
})
