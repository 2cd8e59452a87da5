import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('GROUP-GET', {
  empty: 'You are in no group yet: pychat group create TITLE, or pychat group join CODE',
  aliases: ['group:list'],
})
