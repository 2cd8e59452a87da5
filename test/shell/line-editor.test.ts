import { expect, test } from 'vitest'
import { History } from '../../src/shell/history.js'
import { type Key, LineEditor } from '../../src/shell/line-editor.js'

function editor(text = '', history = new History()) {
  const line = new LineEditor(history, text)
  const press = (...keys: (string | Key)[]) =>
    keys.map((key) =>
      typeof key === 'string'
        ? line.take(key, key.length === 1 ? { name: key } : {})
        : line.take(undefined, key),
    )
  return { line, press }
}

const ctrl = (name: string): Key => ({ name, ctrl: true })

test('the cursor moves and deletes by what a person takes for one character', () => {
  const { line, press } = editor('a👩‍👩‍👧é')
  press({ name: 'left' }, { name: 'left' }, 'x')
  expect(line.text).toBe('ax👩‍👩‍👧é')
  press({ name: 'delete' })
  expect(line.text).toBe('axé')
  press(
    { name: 'end' },
    { name: 'backspace' },
    { name: 'backspace' },
    { name: 'backspace' },
    { name: 'backspace' },
  )
  expect(line.text).toBe('')
})

test('words and ends are reached and cut by the usual keys', () => {
  const { line, press } = editor('satu dua tiga')
  press(ctrl('w'))
  expect(line.text).toBe('satu dua ')
  press({ name: 'b', meta: true }, ctrl('k'))
  expect(line.text).toBe('satu ')
  press(ctrl('a'), { name: 'f', meta: true })
  expect(line.cursor).toBe(4)
  press(ctrl('u'))
  expect(line.text).toBe(' ')
})

test('what is pasted is text: its line breaks send nothing, and escape sequences do not get in', () => {
  const { line, press } = editor()
  line.take(undefined, { name: 'paste-start' })
  expect(line.take('\r', { name: 'return' })).toBeUndefined()
  expect(line.take('\u0003', { name: 'c', ctrl: true })).toBeUndefined()
  line.take('b', { name: 'b' })
  line.take(undefined, { name: 'paste-end' })
  expect(line.text).toBe(' b')
  expect(press({ name: 'return' })).toEqual(['enter'])
})

test('Ctrl-C leaves, and Ctrl-D leaves only an empty line', () => {
  const { line, press } = editor('ab')
  expect(press(ctrl('c'), ctrl('a'), ctrl('d'))).toEqual(['leave', undefined, undefined])
  expect(line.text).toBe('b')
  expect(press(ctrl('d'), ctrl('d'))).toEqual([undefined, 'leave'])
})

test('the arrows choose while nothing is typed, and recall what begins alike once something is', () => {
  const history = new History()
  for (const line of ['contact', 'group', 'contact', 'contact']) history.add(line)
  history.add('chat budi')
  const { line, press } = editor('', history)
  expect(press({ name: 'up' }, { name: 'down' })).toEqual(['up', 'down'])
  press('c', 'o', { name: 'up' })
  expect(line.text).toBe('contact')
  press({ name: 'down' })
  expect(line.text).toBe('co')
  press(ctrl('u'), ctrl('p'), ctrl('p'), ctrl('p'))
  expect(line.text).toBe('group')
  press(ctrl('n'), ctrl('n'), ctrl('n'))
  expect(line.text).toBe('')
})
