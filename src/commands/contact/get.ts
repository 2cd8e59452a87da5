import { verbCommand } from '../../cli/verb-command.js'

export default verbCommand('CONTACT-GET', {
  empty: 'You have no contacts yet: pychat contact add NAME',
  aliases: ['contact:list'],
})
