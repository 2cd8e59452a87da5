import { ChatError } from './chat-error.js'
import type { OpenTransport, Transport } from './transport.js'
import { openTcp } from './transports/tcp.js'

/** What HTTP needs is loaded where it is spoken. */
const openHttp: OpenTransport = async (url, options) =>
  (await import('./transports/http.js')).openHttp(url, options)

const byScheme: Readonly<Record<string, OpenTransport>> = {
  'tcp:': openTcp,
  'http:': openHttp,
  'https:': openHttp,
}

/** Opens the transport that the address's scheme asks for. A scheme that none has is `unreachable`. */
export async function openTransport(
  address: string | URL,
  options: Parameters<OpenTransport>[1],
): Promise<Transport> {
  const url = URL.canParse(String(address)) ? new URL(address) : undefined
  const open = url && byScheme[url.protocol]
  if (open) return open(url, options)
  const known = Object.keys(byScheme).map((scheme) => `${scheme}//host:port`)
  throw new ChatError('unreachable', `${address} is not an address of a server: write ${known.join(' or ')}`)
}
