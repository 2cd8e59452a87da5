import type { CredentialKey } from '../../credentials/credential-store.js'
import type { Credentials } from '../../credentials/credentials.js'
import { variables } from '../config.js'
import { CliError } from '../errors.js'
import { passwordOfFile } from '../given-passwords.js'
import { type Keys, parseSecrets } from './signature.js'
import type { WebhookUrl } from './webhook-url.js'

/** Where the secret of a webhook is stored. What stands before the URL makes it no server's credential. */
export const secretKey = ({ href }: WebhookUrl): CredentialKey => ({
  origin: `webhook ${href}`,
  user: 'webhook',
})

/**
 * What to sign with: of the file named, else of the environment, else of the store. Throws a CliError `no-credential`
 * where there is nothing.
 */
export async function findKeys(
  url: WebhookUrl,
  from: { file: string | undefined; env: NodeJS.ProcessEnv; credentials: Credentials },
): Promise<Keys> {
  if (from.file !== undefined) return parseSecrets(await passwordOfFile(from.file), from.file)
  const given = from.env[variables.webhookSecret]
  if (given) return parseSecrets(given, variables.webhookSecret)
  const stored = await from.credentials.get(secretKey(url))
  if (stored) return parseSecrets(stored.secret, 'the store')
  throw new CliError('no-credential', `there is no secret to sign with for ${url.shown}`, {
    hint: 'pychat webhook secret URL',
  })
}
