import type { Credentials } from '../../credentials/credentials.js'
import { GIVE_UP, JOBS } from '../listen-flags.js'
import type { Output } from '../output.js'
import type { WebhookOptions } from './webhook.js'
import { webhookFiles } from './webhook-files.js'
import { findKeys } from './webhook-secret.js'
import { webhookUrl } from './webhook-url.js'

/** What the flags of `listen` say of a webhook. */
interface Flags {
  readonly 'webhook-secret-file': string | undefined
  readonly 'dead-letters': string | undefined
  readonly 'give-up': number | undefined
  readonly jobs: number | undefined
  readonly replay: string | undefined
}

/** Whose events go to the webhook, and what is needed of the world outside. */
interface Context {
  /** Of the server. */
  readonly origin: string
  readonly user: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly credentials: Credentials
  readonly out: Output
  readonly failed: () => void
}

/** Checks the URL, finds the secret and the files. Throws a CliError. */
export async function webhookOptions(text: string, flags: Flags, of: Context): Promise<WebhookOptions> {
  const url = webhookUrl(text)
  const { env, credentials, out, failed } = of
  const keys = await findKeys(url, { file: flags['webhook-secret-file'], env, credentials })
  const files = webhookFiles({ ...of, url }, env)
  return {
    ...{ url, keys, out, failed },
    queue: files.queue,
    deadLetters: flags['dead-letters'] ?? flags.replay ?? files.deadLetters,
    atOnce: flags.jobs ?? JOBS,
    giveUp: flags['give-up'] ?? GIVE_UP,
  }
}
