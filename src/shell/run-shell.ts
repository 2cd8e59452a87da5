import type { Secret } from '../credentials/environment.js'
import { resume, stopListening } from './account.js'
import { runMenu } from './menu.js'
import { authorization } from './menus/authorization.js'
import { main } from './menus/main.js'
import { Shell, type ShellWorld } from './shell.js'

/**
 * Runs the interactive mode until the person leaves it or the signal fires. With a secret it begins in the main menu,
 * logged in; where the server refuses it, and without one, by asking who is there.
 */
export async function runShell(world: ShellWorld, secret: Secret | undefined): Promise<void> {
  const shell = new Shell(world)
  try {
    if (secret) await resume(shell, secret).catch((error) => shell.complain(error))
    if (shell.user === undefined || (await runMenu(shell, main))) await runMenu(shell, authorization)
  } finally {
    stopListening(shell)
    world.link.leave()
    world.prompter.close()
  }
}
