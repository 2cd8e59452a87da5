import { ChatError } from './chat-error.js'
import type { OpenOptions, OpenTransport, Transport } from './transport.js'
import { openTcp } from './transports/tcp.js'

/** Only what an address asks for is loaded. */
const byScheme: Readonly<Record<string, () => OpenTransport | Promise<OpenTransport>>> = {
  'tcp:': () => openTcp,
  'tls:': async () => (await import('./transports/tls.js')).openTls,
  'http:': async () => (await import('./transports/http.js')).openHttp,
  'https:': async () => (await import('./transports/http.js')).openHttp,
}

/** Opens the transport that the address's scheme asks for. A scheme that none has is `unreachable`. */
export async function openTransport(address: string | URL, options: OpenOptions): Promise<Transport> {
  const url = URL.canParse(String(address)) ? new URL(address) : undefined
  const load = url && Object.hasOwn(byScheme, url.protocol) ? byScheme[url.protocol] : undefined
  if (url && load) return (await load())(url, options)
  const known = Object.keys(byScheme).map((scheme) => `${scheme}//host:port`)
  throw new ChatError('unreachable', `${address} is not an address of a server: write ${known.join(' or ')}`)
}
