import { decodeArguments } from '../../cli/args.js'
import { UsageError } from '../../cli/errors.js'
import { enter, leave } from '../account.js'
import type { Action, Menu } from '../menu.js'
import { main } from './main.js'

const login: Action = {
  word: 'login',
  usage: '[username] [password]',
  summary: 'log in',
  async run([name, password, ...more], shell) {
    if (more.length > 0) throw new UsageError('a password holds no space')
    const user = name ?? (await shell.question('text', 'User name'))
    const args = decodeArguments('AUTH-LOGIN', {
      name: user,
      password: password ?? (await shell.question('secret', `Password of ${user}`)),
    })
    await enter(shell, args.name, args.password)
    shell.showEquivalent('auth login', [args.name])
    return main
  },
}

const register: Action = {
  word: 'register',
  usage: '[username] [password] [retyped-password]',
  summary: 'make an account',
  async run([name, password, confirm, ...more], shell) {
    if (more.length > 0) throw new UsageError('a password holds no space')
    const user = name ?? (await shell.question('text', 'User name'))
    const args = decodeArguments('AUTH-REGISTER', {
      name: user,
      password: password ?? (await shell.question('secret', `Password for ${user}`)),
      confirm: confirm ?? (await shell.question('secret', 'The same again')),
    })
    if (args.password !== args.confirm) throw new UsageError('the two passwords differ')
    await shell.request((client) => client.authRegister(args))
    shell.note(`Made the account ${args.name}. Go on with: login ${args.name}`)
    shell.showEquivalent('auth register', [args.name])
    return undefined
  },
}

const logout: Action = {
  word: 'logout',
  summary: 'log out, and forget the credential',
  async run(_, shell) {
    const { user } = shell
    if (user === undefined)
      throw new UsageError('nobody is logged in', { hint: 'login [username] [password]' })
    const failure = await leave(shell, user)
    if (failure)
      shell.note(`The server could not be told (${failure.message}): a token stays valid until it expires.`)
    shell.note(`Logged out ${user}.`)
    shell.showEquivalent('auth logout', [], ['--user', user])
    return undefined
  },
}

const goOn: Action = {
  word: 'main',
  summary: 'go on to contacts, groups and the inbox',
  run: async () => main,
}

/** Who one is. A login goes on to the main menu, whose `back` leads here again. */
export const authorization: Menu = {
  name: 'authorization',
  leave: { word: 'exit', summary: 'leave pychat' },
  isOutermost: true,
  actions: ({ user }) => (user === undefined ? [login, register, logout] : [goOn, logout, login, register]),
}
