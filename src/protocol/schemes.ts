import { DEFAULT_PORT } from './limits.js'

/**
 * How the address of a server may begin: the port where it names none (LINE-1, TLS-1, HTTP-1), and whether what crosses
 * the network is encrypted.
 */
export const schemes = {
  tcp: { port: DEFAULT_PORT, isSecure: false },
  tls: { port: 8443, isSecure: true },
  http: { port: 80, isSecure: false },
  https: { port: 443, isSecure: true },
} as const satisfies Record<string, { port: number; isSecure: boolean }>

export type Scheme = keyof typeof schemes

/** The scheme of an address, undefined for one that no server has. */
export function schemeOf({ protocol }: URL): Scheme | undefined {
  const scheme = protocol.slice(0, -1)
  return Object.hasOwn(schemes, scheme) ? (scheme as Scheme) : undefined
}
