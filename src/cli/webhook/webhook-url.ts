import { UsageError } from '../errors.js'

/** Where events are posted to. */
export interface WebhookUrl {
  /** In its one form; of a path and a query that may be secrets. */
  readonly href: string
  /** What may be shown of it: `https://hooks.example/…`. */
  readonly shown: string
}

/** Takes the URL of a webhook; throws a UsageError, which shows nothing that may be a secret, for what is none. */
export function webhookUrl(text: string): WebhookUrl {
  if (!URL.canParse(text)) throw new UsageError('--webhook wants a URL', { hint: EXAMPLE })
  const url = new URL(text)
  const { protocol, origin } = url
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new UsageError(`--webhook wants http: or https:, not ${protocol}`, { hint: EXAMPLE })
  }
  if (url.username || url.password) {
    throw new UsageError(`the URL of the webhook at ${origin} holds a user or a password`, {
      hint: 'the receiver knows us by the signature: pychat webhook secret URL',
    })
  }
  url.hash = ''
  const isBare = url.pathname === '/' && !url.search
  return { href: url.href, shown: isBare ? origin : `${origin}/…` }
}

const EXAMPLE = 'pychat listen --webhook https://hooks.example/chat'
