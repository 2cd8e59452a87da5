import type { Interfaces } from '@oclif/core'

/** With DEBUG set oclif would print the arguments and stacks. */
export const silentLogger: Interfaces.Logger = {
  child: () => silentLogger,
  debug() {},
  error() {},
  info() {},
  trace() {},
  warn() {},
  namespace: 'oclif',
}
