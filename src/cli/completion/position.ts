import type { Candidate } from './candidate.js'
import type { Completes } from './completes.js'
import type { CommandSurface, Flag, Surface } from './surface.js'

/** What may stand at the cursor of a command line. */
export interface Position {
  /** Words that are known without looking anywhere. */
  readonly words: readonly Candidate[]
  /** What else may stand there, to be looked up. */
  readonly completes: Completes | undefined
  /** What of the word comes before the completed value: `--user=`. */
  readonly prefix: string
  /** The values of the flags so far. */
  readonly given: Readonly<Record<string, string>>
  /** The operands so far. */
  readonly operands: readonly string[]
}

/** Reads a command line as oclif would: the words before the cursor's, without the program's name, and the cursor's own. */
export function positionAt(before: readonly string[], current: string, surface: Surface): Position {
  const end = before.findIndex((word) => word.startsWith('-'))
  const leading = end < 0 ? before : before.slice(0, end)
  const found = findCommand(leading, surface)
  const names = end < 0 && !current.startsWith('-') ? namesAfter(leading, surface) : []
  const nothing = { completes: undefined, prefix: '', given: {}, operands: [] }
  if (!found) {
    const isFirst = before.length === 0 && current.startsWith('-')
    return { ...nothing, words: isFirst ? [HELP, VERSION] : names }
  }
  const { command, length } = found
  const line = readRest(before.slice(length), command)
  const { given, operands } = line
  const value = flagValueAt(current, command, line)
  if (value) return { ...completionOf(value.flag), prefix: value.prefix, given, operands }
  if (!line.isOver && current.startsWith('-')) {
    return { ...nothing, words: flagsLeft(command, line.used), given, operands }
  }
  const operand = operandAt(command, operands.length + (line.used.has('group') ? 1 : 0))
  const { words, completes } = operand ? completionOf(operand) : { words: [], completes: undefined }
  return { words: [...names, ...words], completes, prefix: '', given, operands }
}

/** The words that may follow these in the name of a command or of what several have in common. */
export function namesAfter(leading: readonly string[], { commands, topics }: Surface): Candidate[] {
  const names = new Map<string, Candidate>()
  for (const { id, hidden, summary } of commands) {
    const parts = id.split(':')
    const [word] = parts.slice(leading.length)
    if (hidden || word === undefined || leading.some((before, i) => before !== parts[i])) continue
    const isWhole = parts.length === leading.length + 1
    const description = isWhole ? summary : topics[parts.slice(0, leading.length + 1).join(':')]?.description
    if (isWhole || !names.has(word)) names.set(word, { word, ...(description && { description }) })
  }
  return [...names.values()]
}

const HELP: Candidate = { word: '--help', description: 'Show help' }
const VERSION: Candidate = { word: '--version', description: 'Show the version' }

function findCommand(leading: readonly string[], { commands }: Surface) {
  for (let length = leading.length; length > 0; length--) {
    const name = leading.slice(0, length).join(':')
    const command = commands.find(({ id, aliases }) => id === name || aliases.includes(name))
    if (command) return { command, length }
  }
  return undefined
}

/** What was typed behind a command's name. */
interface Line {
  readonly given: Readonly<Record<string, string>>
  readonly operands: readonly string[]
  readonly used: ReadonlySet<string>
  /** The flag whose value comes next. */
  readonly expecting: Flag | undefined
  /** Whether `--` has ended the flags. */
  readonly isOver: boolean
}

function readRest(rest: readonly string[], command: CommandSurface): Line {
  const given: Record<string, string> = {}
  const operands: string[] = []
  const used = new Set<string>()
  let expecting: Flag | undefined
  let isOver = false
  for (const word of rest) {
    if (isOver) operands.push(word)
    else if (expecting) {
      given[expecting.name] = word
      expecting = undefined
    } else if (word === '--') isOver = true
    else if (word.startsWith('-') && word !== '-') {
      const typed = readFlag(word, command)
      if (!typed) continue
      used.add(typed.flag.name)
      if (typed.flag.type === 'boolean') continue
      if (typed.value === undefined) expecting = typed.flag
      else given[typed.flag.name] = typed.value
    } else operands.push(word)
  }
  return { given, operands, used, expecting, isOver }
}

/** `--name`, `--name=value`, `--no-name`, `-n`, `-nvalue`; undefined for what is no flag of the command. */
function readFlag(word: string, { flags }: CommandSurface) {
  const [, long, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
  const [, char, attached] = long === undefined ? (/^-([^-])=?(.*)$/s.exec(word) ?? []) : []
  const flag = Object.values(flags).find((one) =>
    long === undefined ? one.char === char : one.name === long || (one.allowNo && `no-${one.name}` === long),
  )
  return flag && { flag, value: value ?? (attached || undefined) }
}

/** The flag whose value is at the cursor, and what of the word comes before it. */
function flagValueAt(current: string, command: CommandSurface, { expecting, isOver }: Line) {
  if (expecting) return { flag: expecting, prefix: '' }
  const [prefix] = isOver ? [] : (/^(?:--[^=]+=|-[^-](?==?.))=?/s.exec(current) ?? [])
  const typed = prefix === undefined ? undefined : readFlag(prefix.replace(/=$/, ''), command)
  return prefix !== undefined && typed?.flag.type === 'option' ? { flag: typed.flag, prefix } : undefined
}

function flagsLeft({ flags }: CommandSurface, used: ReadonlySet<string>): Candidate[] {
  const isOut = ({ name, hidden, multiple, exclusive = [] }: Flag) =>
    hidden || (used.has(name) && !multiple) || exclusive.some((other) => used.has(other))
  const left = Object.values(flags).filter((flag) => !isOut(flag))
  const candidates = left.flatMap(({ name, allowNo, description }) =>
    (allowNo ? [name, `no-${name}`] : [name]).map((word) => ({
      word: `--${word}`,
      ...(description && { description }),
    })),
  )
  return [...candidates, HELP]
}

function operandAt({ args }: CommandSurface, index: number) {
  const all = Object.values(args)
  const last = all.at(-1)
  return all[index] ?? (last?.multiple ? last : undefined)
}

const FILE = /^<(?:path|file|dir)>$/

function completionOf({ options, completes, helpValue = '' }: Partial<Flag>) {
  const known = options ?? (Array.isArray(completes) ? (completes as readonly string[]) : [])
  const kind = typeof completes === 'string' ? completes : FILE.test(helpValue) ? 'file' : undefined
  return { words: known.map((word) => ({ word })), completes: kind as Completes | undefined }
}
