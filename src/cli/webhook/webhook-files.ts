import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { stateFolder } from '../../credentials/file-store.js'
import type { WebhookUrl } from './webhook-url.js'

/** What a webhook keeps on the disk. */
export interface WebhookFiles {
  readonly queue: string
  readonly deadLetters: string
}

/** The files for the events of one account that go to one URL. Their names show the host alone. */
export function webhookFiles(
  of: { origin: string; user: string | undefined; url: WebhookUrl },
  env: NodeJS.ProcessEnv,
): WebhookFiles {
  const { href } = of.url
  const digest = createHash('sha256')
    .update(JSON.stringify([of.origin, of.user, href]))
    .digest('hex')
  const host = new URL(href).hostname.replace(/[^a-z0-9.-]/g, '_')
  const path = join(stateFolder(env), 'webhooks', `${host.slice(0, 100)}-${digest.slice(0, 16)}`)
  return { queue: `${path}.queue`, deadLetters: `${path}.dead-letters.ndjson` }
}
