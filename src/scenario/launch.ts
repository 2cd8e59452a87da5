import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageFolder } from '../platform/package-folder.js'
import { Failure } from './failure.js'
import { addressOf } from './profiles/address.js'
import { reservePort } from './profiles/free-port.js'
import { LaunchedServer } from './profiles/launched-server.js'
import { agreesOnPort, type Start } from './profiles/start-schema.js'
import type { Launch } from './running-server.js'

/** Where a server listens unless its profile says otherwise. */
const LOOPBACK = `tcp://127.0.0.1:\${port}`

/**
 * Starts servers as a profile says, each with a port and a folder of its own. None outlives this process, however that
 * ends, unless it is killed. What goes wrong is a Failure `error` in words for people.
 *
 * @param here the folder of the profile
 * @param address where the server listens; may refer to `${port}`
 */
export function launcher(start: Start, here: string, address = LOOPBACK): Launch {
  const launch = async (signal: AbortSignal) => {
    const port = await reservePort()
    const folder = await mkdtemp(join(tmpdir(), 'pychat-server-'))
    const names = { port, folder, here, node: process.execPath, package: packageFolder() }
    const server = new LaunchedServer(start, names, addressOf(address, port)!, signal)
    try {
      await server.start()
      return server
    } catch (error) {
      await server.dispose()
      throw error instanceof Failure ? error : new Failure('error', `cannot start the server: ${error}`)
    }
  }
  return Object.assign(launch, { isSingle: !agreesOnPort(start) })
}
