import { startServer } from '../../src/server/index.js'
import { serverProcess } from './server-process.js'

/** The reference server, with its limits out of the way. */
serverProcess<{ data: string; http?: true }>(async ({ data, http }) => {
  const limits = { maxConnections: 20_000, maxConnectionsPerAddress: 20_000 }
  const options = { port: 0, data, limits, loginThrottle: false, ...(http && { http: { port: 0 } }) }
  const { port, httpPort = port } = await startServer(options)
  return httpPort
})
