import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { ChatError } from '../chat-error.js'
import type { OpenTransport } from '../transport.js'
import { dial, endpointOf, unreachable, until } from './dial.js'
import { distrust } from './distrust.js'
import { SocketTransport } from './socket-transport.js'
import { trust } from './trust.js'

/** Opens `tls://host[:port]` (TLS-1), the certificate checked against the host. */
export const openTls: OpenTransport = async (url, options) => {
  const { timeout, signal, tls = {} } = options
  const endpoint = endpointOf(url)
  const { host, text } = endpoint
  const secureContext = trust(tls)
  const due = performance.now() + timeout
  const tcp = await dial(endpoint, options)
  const socket = connect({
    ...{ socket: tcp, host, secureContext, minVersion: 'TLSv1.2' },
    // An address is no name to ask for; a name is asked for without the dot that may end it.
    servername: isIP(host) ? '' : host.replace(/\.$/, ''),
    checkServerIdentity: (_, shown) => checkIdentity(host, shown),
    // What is not trusted is refused below, where its certificate can still be named.
    rejectUnauthorized: false,
  })
  await until(socket, 'secureConnect', {
    timeout: Math.max(0, due - performance.now()),
    signal,
    late: () => unreachable(text, `no TLS handshake within ${timeout} ms: ${plainly(text)}`),
    broken: (cause) => unreachable(text, reasonOf(cause, text), cause),
  })
  if (!tls.insecure && !socket.authorized) throw refuse(socket, text)
  return new SocketTransport(socket, text, tcp)
}

/** Node's own check, which in 22.23 finds no IPv6 address in any certificate. */
function checkIdentity(host: string, shown: PeerCertificate): Error | undefined {
  const isItsAddress = isIP(host) !== 0 && new X509Certificate(shown.raw).checkIP(host) !== undefined
  return isItsAddress ? undefined : checkServerIdentity(host, shown)
}

function refuse(socket: TLSSocket, address: string): ChatError {
  const error = distrust(socket, address)
  socket.on('error', () => {}).destroy()
  return error
}

const plainly = (address: string) => `does the server there speak TLS, or is it tcp://${address}?`

function reasonOf({ code = '', message }: NodeJS.ErrnoException, address: string): string {
  if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_.*)$/.test(code)) {
    return `the server there does not speak TLS: is it tcp://${address}?`
  }
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(code))
    return 'the server there does not speak TLS 1.2 or 1.3'
  if (code === 'ECONNRESET')
    return `the server ended the TLS handshake: it may be full, or ${plainly(address)}`
  return `the TLS handshake failed: ${code || message}`
}
