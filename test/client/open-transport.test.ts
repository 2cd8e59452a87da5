import { expect, test } from 'vitest'
import { openTransport } from '../../src/client/open-transport.js'
import { serve } from './scripted-server.js'

test('tcp:// opens a connection, as text or as a URL', async () => {
  const address = await serve(() => {})
  for (const given of [address, new URL(address)]) {
    const transport = await openTransport(given, { timeout: 1_000 })
    transport.close()
  }
})

test.each(['localhost:8000', 'ftp://localhost', 'tcp://', 'tcp://h:99999', '', 'constructor://x', '//'])(
  'the address %j is refused with what to write instead',
  async (address) => {
    await expect(openTransport(address, { timeout: 1_000 })).rejects.toMatchObject({
      name: 'ChatError',
      code: 'unreachable',
      message: expect.stringContaining('tcp://host:port'),
    })
  },
)
