import { custom } from '@oclif/core/flags'
import { UsageError } from './errors.js'
import { safe } from './hostile-text.js'

/** A flag for the origin of web pages, as browsers write it, which is how they are compared. */
export const webOrigin = custom<string>({
  helpValue: '<origin>',
  parse: async (input) => {
    const url = URL.canParse(input) ? new URL(input) : undefined
    if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
    throw new UsageError(
      `${safe(input)} is no origin: write one as https://chat.example or http://localhost:3000`,
    )
  },
})
