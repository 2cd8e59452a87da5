import type { Scheme } from '../protocol/schemes.js'
import { CliError, UsageError } from './errors.js'

/** How to reach it from this machine. */
export function addressOf({ host, port }: { host: string; port: number }, scheme: Scheme = 'tcp'): string {
  const reached = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return `${scheme}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

/** Whether only this machine reaches what listens there. */
export const isLoopback = (host: string) => /^(127\.|::1$)/.test(host)

/** Why nothing can listen there, in words; `asked` is the address that was wanted, `ports` what the flags said. */
export function listenError(
  cause: NodeJS.ErrnoException & { address?: string; port?: number },
  asked: string,
  ports: Readonly<Record<string, number | undefined>>,
): Error {
  const { address: host = asked, port = 0 } = cause
  if (!['listen', 'getaddrinfo'].includes(cause.syscall ?? '')) return cause
  const [flag = '--port'] = Object.entries(ports).find(([, taken]) => taken === port) ?? []
  switch (cause.code) {
    case 'EADDRINUSE':
      return new CliError('unreachable', `something listens on ${host}, port ${port} already`, {
        cause,
        hint: `${flag} 0 for a free port, or end what listens there`,
      })
    case 'EACCES':
      return new UsageError(`you may not listen on port ${port}`, { cause, hint: 'a port above 1023' })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new UsageError(`${host} is no address of this machine`, { cause, hint: '--host 127.0.0.1' })
    default:
      return cause
  }
}
