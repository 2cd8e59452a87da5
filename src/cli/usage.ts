import type { Command } from '@oclif/core/command'

/** What a command cannot do without, and its other arguments: its usage, where it has none of its own. */
export function usageOf({ args, flags }: Pick<Command.Cached, 'args' | 'flags'>): string {
  const needed = Object.values(flags).flatMap((flag) =>
    flag.required && flag.type === 'option' ? [`--${flag.name} ${valueName(flag)}`] : [],
  )
  return [...Object.values(args).map(argumentName), ...needed].join(' ')
}

/** How help writes an argument: `NAME`, `[NAME]`, `NAME...`. */
export function argumentName({ name, required, multiple }: Command.Arg.Cached): string {
  const shown = `${name.toUpperCase()}${multiple ? '...' : ''}`
  return required ? shown : `[${shown}]`
}

const valueName = ({
  options,
  helpValue,
}: {
  readonly options?: readonly string[]
  readonly helpValue?: string | string[]
}) => options?.join('|') ?? [helpValue ?? '<value>'].flat().join(' ')
