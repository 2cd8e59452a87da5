import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { releasePort, reservePort } from '../../../src/scenario/profiles/free-port.js'

test('every port is free, reserved once, and no port of an outgoing connection', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, reservePort))
  expect(new Set(ports).size).toBe(50)
  for (const port of ports) expect(port).toBeLessThan(32_768)
  const server = createServer().listen(ports[0], '127.0.0.1')
  await once(server, 'listening')
  server.close()
  ports.forEach(releasePort)
})
