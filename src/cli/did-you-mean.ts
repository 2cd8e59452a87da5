import { closest, distance } from 'fastest-levenshtein'

/** `did you mean name?`, where one of the known words is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const near = known.length > 0 ? closest(word, known) : undefined
  const isNear = near !== undefined && distance(word, near) <= Math.max(2, near.length / 3)
  return isNear ? `did you mean ${near}?` : undefined
}
