import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('GROUP-MEMBERS')
