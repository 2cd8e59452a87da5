import { expect, test } from 'vitest'
import { fieldsOf } from '../../src/cli/fields.js'
import { valueTable } from '../../src/cli/value-table.js'
import { boolean, list, record, string } from '../../src/protocol/shape.js'
import { verbs } from '../../src/protocol/verbs.js'

async function shown(value: unknown, of: Parameters<typeof fieldsOf>[0], columns = 120, plain?: boolean) {
  let text = ''
  const out = {
    ...{ isTerminal: columns !== Number.POSITIVE_INFINITY, columns, colour: true },
    write: async (data: string | Uint8Array) => {
      text += data
    },
  }
  await valueTable(value, fieldsOf(of), out, plain === undefined ? {} : { plain })
  return text
}

const at = new Date().toISOString()
const file = { code: '7hq2v9d4m1xs', name: 'foto.jpg', size: 1536, mime: 'image/jpeg' }
const message = { id: '1', from: 'budi', text: 'halo', at, file }

test('on a terminal sizes, times and answers are those of people', async () => {
  const lines = (await shown([message], verbs['NOTIF-GET'].value)).split('\n')
  expect(lines[0]).toBe(
    '\u001b[2mID  FROM  TEXT  AT   GROUP  FILE CODE     FILE NAME  FILE SIZE  FILE MIME\u001b[22m',
  )
  expect(lines[1]).toBe('1   budi  halo  now         7hq2v9d4m1xs  foto.jpg     1.5 KiB  image/jpeg')
  const flags = record({ inUse: boolean, words: list(string) })
  expect(await shown({ inUse: false, words: ['a', 'b'] }, flags)).toContain(
    'IN USE  WORDS\u001b[22m\nno      a b\n',
  )
})

test('elsewhere, or where it is asked for, they are those of programs, without colours', async () => {
  const row = `1\tbudi\thalo\t${at}\t\t7hq2v9d4m1xs\tfoto.jpg\t1536\timage/jpeg\n`
  expect(await shown([message], verbs['NOTIF-GET'].value, Number.POSITIVE_INFINITY)).toBe(row)
  expect(await shown([message], verbs['NOTIF-GET'].value, 80, true)).toBe(row)
})

test.each([120, 40, 20])('at %i columns a code and a name that commands take are whole', async (columns) => {
  const group = { code: 'k3x9m2p7q4r8', name: 'Jalan pagi '.repeat(9), role: 'admin', members: 1, unread: 0 }
  expect(await shown([group], verbs['GROUP-GET'].value, columns)).toContain(group.code)
  const contact = { name: 'a'.repeat(64), online: true }
  expect(await shown([contact], verbs['CONTACT-GET'].value, columns)).toContain(contact.name)
})
