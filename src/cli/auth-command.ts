import type { Command } from '@oclif/core/command'
import { BaseCommand } from './base-command.js'
import { userOf, variables } from './config.js'
import { UsageError } from './errors.js'
import { passwordOfFile, passwordsOfStdin } from './given-passwords.js'
import { secretFor, withheld } from './secret-for.js'

/** What answers the question for a password where nobody can be asked. */
export const PASSWORD_ANSWERS = `use --password-stdin, --password-file or ${variables.password}`

/** What the commands share that take a name or a password. */
export abstract class AuthCommand<T extends typeof Command> extends BaseCommand<T> {
  /** Whose account: the argument, else --user or its variable, else asked for. */
  protected async whom(name: string | undefined): Promise<string> {
    return userOf(
      name ?? this.user?.value ?? (await this.ask('text', 'User name', 'give NAME as an argument')),
    )
  }

  /** The password: from stdin, a file or the environment, else asked for. */
  protected async password(user: string, flags: PasswordFlags): Promise<string> {
    const given = await this.givenPassword(user, flags)
    if (given !== undefined) return given
    // Whoever wrote a project's file must not get a password from a person who looks elsewhere.
    const there = this.server.from === 'project-file' ? ` at ${this.server.value}` : ''
    return this.ask('secret', `Password of ${user}${there}`, PASSWORD_ANSWERS)
  }

  protected async givenPassword(user: string, flags: PasswordFlags): Promise<string | undefined> {
    if (flags['password-stdin']) return (await passwordsOfStdin(this.wholeStdin(), 1))[0]
    if (flags['password-file'] !== undefined) return passwordOfFile(flags['password-file'])
    const env = { ...this.io.env, [variables.token]: undefined }
    const place = { profile: undefined, server: this.server, user: { value: user, from: 'flag' as const } }
    const unused = withheld(place, env)
    if (unused) this.out.note(unused)
    return secretFor(place, env)?.secret
  }

  /** Asks for a password that is not known yet, twice since nobody sees what is typed. */
  protected async askNewPassword(question: string, answeredBy: string): Promise<string> {
    const password = await this.ask('secret', question, answeredBy)
    if (password === (await this.ask('secret', 'The same again', answeredBy))) return password
    throw new UsageError('the two passwords differ')
  }
}

interface PasswordFlags {
  readonly 'password-stdin': boolean
  readonly 'password-file'?: string | undefined
}
