import { startServer } from '../../src/server/index.js'
import { serverProcess } from './server-process.js'

/** The reference server, with its limits out of the way. */
serverProcess<{ data: string }>(async ({ data }) => {
  const limits = { maxConnections: 20_000, maxConnectionsPerAddress: 20_000 }
  const { port } = await startServer({ port: 0, data, limits, loginThrottle: false })
  return port
})
