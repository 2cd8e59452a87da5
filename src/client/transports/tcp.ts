import type { OpenTransport } from '../transport.js'
import { dial, endpointOf } from './dial.js'
import { SocketTransport } from './socket-transport.js'

/** Opens `tcp://host[:port]`; the port is LINE-1's unless given. */
export const openTcp: OpenTransport = async (url, options) => {
  const endpoint = endpointOf(url)
  return new SocketTransport(await dial(endpoint, options), endpoint.text)
}
