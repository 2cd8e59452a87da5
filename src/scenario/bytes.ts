import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Failure } from './failure.js'
import { readBytes } from './read-text.js'
import { nearby, strict } from './strict.js'
import { fill, fillValue, isReference, type Scope } from './template.js'

/** More than this in one step is a mistake in a scenario. */
const MOST = 64 * 1024 * 1024

/** A number, or a reference such as `${n}` to one. */
export const count = z.union(
  [z.int().min(0).max(MOST), z.string().refine((text) => isReference(text) || /^\d{1,15}$/.test(text))],
  {
    error: 'expected a whole number, or a reference to one',
  },
)

const kinds = ['text', 'hex', 'file', 'repeat'] as const

const pieceSchema = strict({
  text: z.string().optional(),
  hex: z
    .string()
    .regex(/^([0-9a-fA-F]{2}\s*)*$/, 'expected pairs of hexadecimal digits')
    .optional(),
  file: nearby.optional(),
  repeat: z.string().optional(),
  times: count.optional(),
})
  .refine((piece) => kinds.filter((kind) => piece[kind] !== undefined).length === 1, {
    error: `expected exactly one of ${kinds.join(', ')}`,
  })
  .refine((piece) => (piece.repeat === undefined) === (piece.times === undefined), {
    error: 'repeat and times go together',
  })

/** Exact bytes, piece by piece. */
export const piecesSchema = z
  .array(pieceSchema, { error: 'expected a list of pieces: text, hex, file or repeat' })
  .min(1)

export type Pieces = z.infer<typeof piecesSchema>

/** Puts pieces together. `file` is the scenario's own. */
export async function bytesOf(pieces: Pieces, scope: Scope, file: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let total = 0
  for (const piece of pieces) {
    const times = piece.times === undefined ? 1 : numberOf(piece.times, scope)
    const unit = unitOf(piece, scope, dirname(file))
    if ((total += unit.length * times) > MOST)
      throw new Failure('error', `more than ${MOST} bytes in one step`)
    parts.push(Buffer.alloc(unit.length * times, unit))
  }
  return Buffer.concat(parts)
}

/** A count as a number. */
export function numberOf(value: z.infer<typeof count>, scope: Scope): number {
  const filled = typeof value === 'string' ? fillValue(value, scope) : value
  const number = typeof filled === 'string' && /^\d{1,15}$/.test(filled) ? Number(filled) : filled
  if (Number.isSafeInteger(number) && Number(number) >= 0) return Number(number)
  throw new Failure('error', `${value} is ${JSON.stringify(number)}, and a whole number is needed`)
}

function unitOf(piece: Pieces[number], scope: Scope, folder: string): Buffer {
  if (piece.hex !== undefined) return Buffer.from(piece.hex.replace(/\s/g, ''), 'hex')
  if (piece.file === undefined) return Buffer.from(fill(piece.text ?? piece.repeat!, scope))
  try {
    return readBytes(join(folder, piece.file), MOST)
  } catch (error) {
    throw new Failure('error', `cannot read ${piece.file}: ${(error as Error).message}`)
  }
}
