import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Outbox } from '../../src/server/outbox.js'
import type { Staged, Turn } from '../../src/server/turn.js'

/** A socket that takes nothing until it is told to. */
class FakeSocket extends EventEmitter {
  written: (string | Buffer)[] = []
  writableLength = 0
  writableHighWaterMark = 0
  writable = true
  write(bytes: string | Buffer): boolean {
    this.written.push(bytes)
    this.writableLength += bytes.length
    return this.writableLength < 16
  }
  drain(): void {
    this.writableLength = 0
    this.emit('drain')
  }
}

function make(limit = 100) {
  const socket = new FakeSocket()
  const staged: Staged[] = []
  const turn = { stage: (each: Staged) => void staged.push(each) } as unknown as Turn
  const outbox = new Outbox(socket as unknown as Socket, turn, limit)
  const commit = () => {
    for (const each of staged.splice(0)) each.flush()
  }
  const undo = () => {
    for (const each of staged.splice(0)) each.discard()
  }
  return { socket, outbox, commit, undo, staged }
}

const lagged = (dropped: number) => `event {"type":"lagged","dropped":${dropped}}`

test('what is staged in a turn is written at its end, in one piece', () => {
  const { outbox, socket, commit, staged } = make()
  outbox.reply('a')
  outbox.event('b')
  expect([socket.written, staged.length]).toEqual([[], 1])
  commit()
  expect(socket.written).toEqual(['a\nb\n'])
})

test('what is staged in a turn that is undone is never written', () => {
  const { outbox, socket, commit, undo } = make()
  outbox.reply('undone')
  undo()
  outbox.reply('kept')
  commit()
  expect(socket.written).toEqual(['kept\n'])
})

describe('a client that does not read', () => {
  test('is full beyond the limit, counted in what is staged, held and unsent', () => {
    const { outbox, commit } = make(10)
    outbox.reply('123456789')
    expect(outbox.full).toBe(false)
    outbox.reply('0')
    expect(outbox.full).toBe(true)
    commit()
    expect(outbox.full).toBe(true)
  })

  test('loses events, and is told how many once it has read (NOTIF-3)', () => {
    const { outbox, socket, commit } = make(10)
    outbox.reply('1234567890')
    for (const line of ['x', 'y', 'z']) outbox.event(line)
    commit()
    expect(socket.written).toEqual(['1234567890\n'])
    socket.drain()
    outbox.drained()
    outbox.drained()
    expect(socket.written.slice(1)).toEqual([`${lagged(3)}\n`])
  })

  test('is told before the next event that it gets', () => {
    const { outbox, socket, commit } = make(10)
    outbox.reply('1234567890')
    outbox.event('lost')
    commit()
    socket.writableLength = 0
    outbox.event('next')
    commit()
    expect(socket.written.at(-1)).toBe(`${lagged(1)}\nnext\n`)
  })

  test('never loses a reply', () => {
    const { outbox, socket, commit } = make(10)
    for (let i = 0; i < 5; i++) outbox.reply('1234567890')
    commit()
    expect(socket.written.join('')).toBe('1234567890\n'.repeat(5))
  })

  // What was lost is forgotten by #lagged before `reply` notes it for `discard`.
  test('is told of what it lost after a turn that told it was undone', () => {
    const { outbox, socket, commit, undo } = make(10)
    outbox.reply('1234567890')
    outbox.event('lost')
    commit()
    socket.writableLength = 0
    outbox.event('undone')
    undo()
    outbox.event('next')
    commit()
    expect(socket.written.at(-1)).toBe(`${lagged(1)}\nnext\n`)
  })

  // What is dropped where nothing was staged yet is no part of what `discard` takes back.
  test('is not told of events that a turn which was undone dropped', () => {
    const { outbox, socket, commit, undo } = make(10)
    outbox.reply('1234567890')
    commit()
    outbox.event('lost in a turn that is undone')
    undo()
    outbox.event('lost when it is performed again')
    commit()
    socket.drain()
    outbox.drained()
    expect(socket.written.at(-1)).toBe(`${lagged(1)}\n`)
  })
})

describe('while bytes go out', () => {
  test('lines wait until they are through, in order', async () => {
    const { outbox, socket, commit } = make()
    outbox.hold()
    expect(outbox.isHolding).toBe(true)
    await outbox.write('head\n')
    outbox.reply('a')
    commit()
    await outbox.write('bytes')
    outbox.event('b')
    commit()
    expect(socket.written).toEqual(['head\n', 'bytes'])
    outbox.release()
    expect([socket.written.at(-1), outbox.isHolding]).toEqual(['a\nb\n', false])
  })

  test('a write resolves once there is room, or the client is gone', async () => {
    const { outbox, socket } = make()
    const wait = outbox.write('x'.repeat(20))
    let done = false
    void wait.then(() => {
      done = true
    })
    await new Promise(setImmediate)
    expect(done).toBe(false)
    socket.drain()
    expect(await wait).toBe(true)
    const last = outbox.write('x'.repeat(20))
    socket.writable = false
    socket.emit('close')
    expect(await last).toBe(false)
    expect(await outbox.write('x')).toBe(false)
    expect([socket.listenerCount('drain'), socket.listenerCount('close')]).toEqual([0, 0])
  })

  test('nothing is told of lost events until they are through', () => {
    const { outbox, socket, commit } = make(10)
    outbox.hold()
    outbox.reply('1234567890')
    commit()
    outbox.event('lost')
    commit()
    outbox.drained()
    expect(socket.written).toEqual([])
    outbox.release()
    socket.drain()
    outbox.drained()
    expect(socket.written).toEqual(['1234567890\n', `${lagged(1)}\n`])
  })
})
