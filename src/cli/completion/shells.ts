import type { Shell } from './shells/shell.js'

/** The shells that can be completed, each loaded when it is used. */
export const shells = {
  bash: async () => (await import('./shells/bash.js')).bash,
  zsh: async () => (await import('./shells/zsh.js')).zsh,
  fish: async () => (await import('./shells/fish.js')).fish,
} as const satisfies Record<string, () => Promise<Shell>>

export type ShellName = keyof typeof shells

export const shellNames = Object.keys(shells) as ShellName[]
