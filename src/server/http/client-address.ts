import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from: the connection's address, or where that is a trusted proxy's, the last one in X-Forwarded-For
 * that is not. Where a proxy's word is no address, its own stands for all that it does not name.
 */
export const clientAddress = ({ ip, ips = [ip] }: FastifyRequest): string =>
  ips.findLast((address) => isIP(address)) ?? ''
