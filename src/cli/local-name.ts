import { characters } from '../text/characters.js'
import { escapeUnseen } from './hostile-text.js'

const LONGEST_BYTES = 200
const LONGEST_EXTENSION = 20
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/**
 * The name under which a file that a server named so may be put into a folder: one component, not hidden, no option to
 * a command, nothing invisible in it, and usable on every system.
 */
export function localName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1)!
  const visible = escapeUnseen(last, () => '_').replace(/[<>:"|?*]/g, '_')
  const tame = visible
    .replace(/^[\s.-]+/, (lead) => '_'.repeat(Math.min(lead.length, 1)))
    .replace(/[\s.]+$/, '')
    .replace(RESERVED, '_$&')
  return shortened(tame) || 'file'
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= LONGEST_EXTENSION ? name.slice(dot) : ''
  let stem = ''
  for (const character of characters(name)) {
    if (Buffer.byteLength(stem + character + extension) > LONGEST_BYTES) break
    stem += character
  }
  return stem + extension
}
