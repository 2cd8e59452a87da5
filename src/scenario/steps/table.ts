import { close } from './close.js'
import { connect } from './connect.js'
import { download } from './download.js'
import { expect } from './expect.js'
import { poll } from './poll.js'
import { quiet } from './quiet.js'
import { raw } from './raw.js'
import { reset } from './reset.js'
import { send } from './send.js'
import type { StepKind } from './step.js'
import { upload } from './upload.js'

/** Every kind of step by its key: the one place that knows them. */
export const stepKinds: ReadonlyMap<string, StepKind> = new Map(
  [connect, close, reset, send, raw, expect, quiet, poll, upload, download].map((kind) => [kind.key, kind]),
)

/** Steps that the grammar reserves for what is not there yet. */
export const laterSteps: readonly string[] = ['server', 'call']
