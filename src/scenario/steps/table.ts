import { call } from './call.js'
import { close } from './close.js'
import { connect } from './connect.js'
import { download } from './download.js'
import { expect } from './expect.js'
import { pause, resume } from './pause.js'
import { poll } from './poll.js'
import { quiet } from './quiet.js'
import { raw } from './raw.js'
import { reset } from './reset.js'
import { send } from './send.js'
import { server } from './server.js'
import type { StepKind } from './step.js'
import { upload } from './upload.js'

const kinds = [
  connect,
  close,
  reset,
  send,
  raw,
  expect,
  quiet,
  poll,
  upload,
  download,
  pause,
  resume,
  server,
  call,
]

/** Every kind of step by its key: the one place that knows them. */
export const stepKinds: ReadonlyMap<string, StepKind> = new Map(kinds.map((kind) => [kind.key, kind]))
