/** A part of a file: both ends belong to it. */
export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Reads a Range header (RFC 9110). Undefined stands for the whole file: without a header, or where it asks for several
 * parts or for what is no part of bytes; `unsatisfiable` for a part that the file has not.
 */
export function rangeOf(header: string | undefined, size: number): Range | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '')
    return last === '0' ? 'unsatisfiable' : { start: Math.max(0, size - Number(last)), end: size - 1 }
  const range = { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
  if (last !== '' && Number(last) < range.start) return undefined
  return range.start < size ? range : 'unsatisfiable'
}
