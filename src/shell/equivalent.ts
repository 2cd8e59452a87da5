/** A command as a person types it into a shell: its flags before its operands, which no flag is taken for. */
export function equivalent(
  command: string,
  operands: readonly string[] = [],
  flags: readonly string[] = [],
): string {
  const separator = operands.some((operand) => operand.startsWith('-')) ? ['--'] : []
  return `pychat ${[...command.split(' '), ...flags, ...separator, ...operands].map(quoted).join(' ')}`
}

const quoted = (word: string) =>
  /^[\p{L}\p{M}\p{N}_./:@-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
