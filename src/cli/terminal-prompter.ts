import { ChatError } from '../client/chat-error.js'
import type { Prompter } from './prompter.js'

/** Asks at the terminal, on stderr: stdout is data. */
export const terminalPrompter: Prompter = {
  text: async (message, signal) => {
    const { input } = await import('@inquirer/prompts')
    return asked(input({ message, required: true }, { output: process.stderr, signal }))
  },
  secret: async (message, signal) => {
    const { password } = await import('@inquirer/prompts')
    return asked(password({ message, mask: true, toggleMask: false }, { output: process.stderr, signal }))
  },
}

async function asked(answer: Promise<string>): Promise<string> {
  try {
    return await answer
  } catch (cause) {
    const gaveUp = cause instanceof Error && /^(Exit|Abort)PromptError$/.test(cause.name)
    throw gaveUp ? new ChatError('aborted', 'interrupted', { cause, definite: true }) : cause
  }
}
