import { expect, test } from 'vitest'
import { connect } from '../../src/client/client.js'
import { login } from '../../src/testing/login.js'
import { type TestServer, testServer } from '../../src/testing/test-server.js'

test('servers stand side by side, each with accounts of its own', async () => {
  await using one = await testServer()
  await using other = await testServer()
  expect(one.port).not.toBe(other.port)
  await login(one, 'ann')
  await using stranger = await connect(other.url)
  await expect(stranger.authLogin({ name: 'ann', password: 'secret' })).rejects.toMatchObject({
    code: 'unknown-user',
  })
})

test('the end of the block closes the server, with clients still there', async () => {
  let left: TestServer
  {
    await using server = await testServer()
    left = server
    const ann = await login(server, 'ann')
    void ann.closed
  }
  await expect(connect(left.url)).rejects.toMatchObject({ code: 'unreachable' })
  await left.close()
})

test('its options are those of any reference server', async () => {
  await using server = await testServer({ host: '::1', limits: { maxArgument: 7 } })
  expect(server.url.href).toBe(`tcp://[::1]:${server.port}`)
  await using client = await connect(server.url)
  expect((await client.serverInfo()).value?.limits.argument).toBe(7)
})
