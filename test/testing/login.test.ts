import { afterEach, expect, test } from 'vitest'
import '../../src/testing/vitest.js'
import { login } from '../../src/testing/login.js'
import { type TestServer, testServer } from '../../src/testing/test-server.js'
import { plainWords } from '../scenario/plain-words-server.js'
import { type ScriptedServer, scriptedServer } from '../scenario/scripted-server.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function closing<S extends TestServer | ScriptedServer>(server: S): S {
  open.push(server)
  return server
}

test('whoever logs in is registered first, and is there at once', async () => {
  const server = closing(await testServer())
  const ann = await login(server, 'ann')
  await expect(ann.contactGet()).toSucceedWith([])
})

test('the same name again is a further session of the same account', async () => {
  const server = closing(await testServer())
  const [first, second] = [await login(server, 'ann'), await login(server.url, 'ann')]
  await expect(first.authRegister({ name: 'bob', password: 'x', confirm: 'x' })).toBeRefused(
    'already-authorized',
  )
  await first.chatPrivateSend({ name: 'ann', message: 'a note' })
  await expect(second.chatPrivateGet({ name: 'ann' })).toSucceedWith([{ text: 'a note' }])
})

test('a password is the given one', async () => {
  const server = closing(await testServer())
  await login(server, 'ann', { password: 'mine' })
  await expect(login(server.url.href, 'ann')).toBeRefused('wrong-password')
})

test('a server that says in words alone that a name is taken lets in who has it', async () => {
  const server = closing(await scriptedServer({ answer: plainWords() }))
  await login(server, 'ann')
  await expect(login(server, 'ann').then((client) => client.contactGet())).toSucceed()
  await expect(login(server, 'ann', { password: 'other' })).toBeRefused(/not the password/)
})

test('a refusal to register is told, and leaves no connection open', async () => {
  const server = closing(await scriptedServer({ answer: () => 'failed busy: try again' }))
  await expect(login(server, 'ann')).rejects.toMatchObject({ code: 'busy' })
  await expect.poll(() => server.connections()).toBe(0)
  expect(server.lines).toEqual(['AUTH-REGISTER ann secret secret'])
})

test('a server that does not answer is given up', async () => {
  const server = closing(await scriptedServer({ answer: () => undefined }))
  await expect(login(server, 'ann', { timeout: 50 })).rejects.toMatchObject({ code: 'timeout' })
  await expect.poll(() => server.connections()).toBe(0)
})
