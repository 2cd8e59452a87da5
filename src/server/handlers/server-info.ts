import { BATCH_MESSAGES, LINE_BYTES, PROTOCOL_VERSION } from '../../protocol/limits.js'
import { rowOf, verbNames } from '../../protocol/verbs.js'
import type { Handler } from '../handler.js'

const extensions = verbNames.filter((verb) => rowOf(verb).origin === 'ext')

/** LINE-4. */
export const serverInfo: Handler<'SERVER-INFO'> = ({ limits }) => ({
  server: 'pychat',
  protocol: PROTOCOL_VERSION,
  limits: { argument: limits.maxArgument, line: LINE_BYTES, file: limits.maxFile, batch: BATCH_MESSAGES },
  extensions,
})
