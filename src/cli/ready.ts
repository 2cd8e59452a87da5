import { addressOf } from './listening-address.js'

/** Where a server listens. */
interface Listening {
  readonly port: number
  readonly host: string
  readonly tlsPort?: number
  readonly tlsHost?: string
  readonly httpPort?: number
  readonly httpsPort?: number
}

/** What `serve --json` tells once it accepts (rule 12 of the command line). */
export const readyEvent = ({ port, host, tlsPort, tlsHost, httpPort, httpsPort }: Listening) => ({
  ...{ type: 'ready', port, host },
  // What is undefined is left out of the JSON.
  ...{ tlsPort, tlsHost, httpPort, httpsPort },
})

/** The same for people; `data` says where everything is kept. */
export function readyLines(server: Listening, data: string): string[] {
  const { host, tlsPort, tlsHost = host, httpPort, httpsPort } = server
  const lines = [addressOf(server), ...urlOf('tls', tlsHost, tlsPort)]
  const web = [...urlOf('http', host, httpPort), ...urlOf('https', tlsHost, httpsPort)]
  return [
    `Serving at ${lines.join(' and ')}, ${data}.`,
    ...(web.length > 0 ? [`HTTP at ${web.join(' and ')}, described at /docs.`] : []),
  ]
}

const urlOf = (scheme: 'tls' | 'http' | 'https', host: string, port: number | undefined) =>
  port === undefined ? [] : [addressOf({ host, port }, scheme)]
