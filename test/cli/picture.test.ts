import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { picture } from '../../src/cli/picture.js'

/** A picture of one colour; its header may promise more than there is. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(Math.min(height, 64) * (1 + Math.min(width, 64) * 3))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

test('a picture becomes rows of half blocks within the width', async () => {
  const rows = (await picture(png(64, 64), 21))!.split('\n')
  expect(rows.length).toBeGreaterThan(1)
  for (const row of rows) expect(row.match(/▄/g)!.length).toBeLessThanOrEqual(20)
})

test('what is no picture, is damaged, or would fill the memory is not shown', async () => {
  const whole = png(64, 64)
  expect(await picture(Buffer.from('halo'), 80)).toBeUndefined()
  expect(await picture(Buffer.alloc(0), 80)).toBeUndefined()
  expect(await picture(whole.subarray(0, whole.length - 30), 80)).toBeUndefined()
  expect(await picture(png(100_000, 100_000), 80)).toBeUndefined()
})
