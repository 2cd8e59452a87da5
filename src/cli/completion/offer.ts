import { characters } from '../../text/characters.js'
import { escapeUnseen, safe } from '../hostile-text.js'
import type { Candidate } from './candidate.js'
import type { Scene } from './look-up.js'
import { type Position, positionAt } from './position.js'

/** What may stand at the cursor, as whole words; undefined where files go, which a shell knows best. */
export type Offer = readonly Candidate[] | undefined

const LONGEST = 60

/**
 * What may stand at the end of a command line: the words before it, without the program's name, and what there is of
 * the last one. Words have no control characters; descriptions are of one line and safe to show. What cannot be looked
 * up is left out.
 */
export async function offerAt(before: readonly string[], current: string, scene: Scene): Promise<Offer> {
  const at = positionAt(before, current, scene.surface)
  if (at.completes === 'file' && at.words.length === 0) return undefined
  const found = await lookUp(at, scene)
  const all = new Map<string, Candidate>()
  for (const { word, description } of [...at.words, ...found]) {
    if (word === '' || escapeUnseen(word, () => '') !== word) continue
    const whole = at.prefix + word
    if (!all.has(whole))
      all.set(whole, { word: whole, ...(description && { description: short(description) }) })
  }
  return [...all.values()]
}

async function lookUp(at: Position, scene: Scene): Promise<readonly Candidate[]> {
  if (at.completes === undefined || at.completes === 'file') return []
  const { lookUps } = await import('./look-up.js')
  return lookUps[at.completes](at, scene)
}

function short(description: string): string {
  const all = [...characters(safe(description))]
  if (all.length <= LONGEST) return all.join('')
  const kept = all.slice(0, LONGEST - 1).join('')
  return `${kept.trimEnd()}…`
}
