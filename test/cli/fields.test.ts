import { Command } from '@oclif/core/command'
import { expect, test } from 'vitest'
import { fieldFlags, fieldsOf, pick } from '../../src/cli/fields.js'
import { LocalCommand } from '../../src/cli/local-command.js'
import { verbs } from '../../src/protocol/verbs.js'
import { runCommand } from './run-command.js'

const message = {
  id: '1',
  from: 'budi',
  text: 'a\tb\nc',
  at: '2026-01-01T20:05:00.000Z',
  file: { code: '7hq2', name: 'a.jpg', size: 1536, mime: 'image/jpeg' },
}
const short = { id: '2', from: 'sari', text: 'halo', at: message.at, group: 'k3x9' }

class Show extends LocalCommand<typeof Show> {
  static override flags = fieldFlags(verbs['NOTIF-GET'].value)

  async run(): Promise<void> {
    await this.writeValue([message, short], () => this.out.line('for a person'))
  }
}

const run = (...argv: string[]) => runCommand(Show, argv)

test('the fields are those of the shape, with a path for what is inside', () => {
  expect(fieldsOf(verbs['NOTIF-GET'].value).map(({ name }) => name)).toEqual([
    ...['id', 'from', 'text', 'at', 'group'],
    ...['file.code', 'file.name', 'file.size', 'file.mime'],
  ])
  expect(fieldsOf(verbs['SERVER-INFO'].value).at(-1)).toEqual({ name: 'extensions', kind: 'list' })
})

test('without a flag it is for a person', async () => {
  expect(await run()).toMatchObject({ exit: 0, stdout: 'for a person\n' })
})

test('--plain is a row an item with all fields, and nothing in a value breaks its row', async () => {
  const { stdout } = await run('--plain')
  expect(stdout).toBe(
    `1\tbudi\ta\\tb\\nc\t${message.at}\t\t7hq2\ta.jpg\t1536\timage/jpeg\n2\tsari\thalo\t${short.at}\tk3x9\t\t\t\t\n`,
  )
})

test('--fields chooses them and their order; a record stands for what is in it', async () => {
  expect((await run('--plain', '--fields', 'from,id')).stdout).toBe('budi\t1\nsari\t2\n')
  expect((await run('--fields', ' from, id ')).stdout).toBe('budi\t1\nsari\t2\n')
  expect((await run('--plain', '--fields', 'file')).stdout).toBe('7hq2\ta.jpg\t1536\timage/jpeg\n\t\t\t\n')
})

test('with --json the objects have these keys alone, in that order, each where it was', async () => {
  const { stdout } = await run('--json', '--fields', 'file.size,id,file.name,group')
  expect(stdout).toBe('[{"file":{"size":1536,"name":"a.jpg"},"id":"1"},{"id":"2","group":"k3x9"}]\n')
  expect(JSON.parse((await run('--json')).stdout)).toEqual([message, short])
})

test('a record that was chosen whole stays whole', () => {
  expect(pick({ a: { b: 1, c: 2 } }, ['a', 'a.b'])).toEqual({ a: { b: 1, c: 2 } })
  expect(pick({ a: null }, ['a.b'])).toEqual({ a: null })
})

test('an unknown field is wrong usage, with the near one and all there are', async () => {
  const { exit, stderr, stdout } = await run('--fields', 'id,txet')
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  expect(stderr).toContain(
    '--fields: there is no field txet; did you mean text? there are id, from, text, at',
  )
  expect((await run('--fields', 'zzzzzzzz')).stderr).toContain('there is no field zzzzzzzz; there are id')
  expect((await run('--fields', '__proto__')).exit).toBe(2)
  expect((await run('--fields', ',')).stderr).toContain('--fields: it names no field')
})

test('--plain and --json exclude each other', async () => {
  expect(await run('--plain', '--json')).toMatchObject({ exit: 2, stdout: '' })
})

test('help lists the fields', () => {
  expect(fieldFlags(verbs['CONTACT-GET'].value).fields.description).toBe(
    'Only these, with commas between them: name, online',
  )
  expect(Show.prototype).toBeInstanceOf(Command)
})
