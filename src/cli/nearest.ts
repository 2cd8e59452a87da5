import { distance } from 'fastest-levenshtein'

/** The known word that was probably meant: the one that differs least, if no more than a third of it does. */
export function nearest(known: readonly string[], wanted: string): string | undefined {
  const [best] = known
    .map((name) => ({ name, far: distance(wanted, name) }))
    .filter(({ name, far }) => far <= Math.max(1, name.length / 3))
    .sort((a, b) => a.far - b.far)
  return best?.name
}
