import type { Hook } from '@oclif/core/hooks'
import { unknownCommand } from '../unknown-command.js'

const commandNotFound: Hook.CommandNotFound = async ({ config, id }) => {
  throw unknownCommand(config, id)
}

export default commandNotFound
