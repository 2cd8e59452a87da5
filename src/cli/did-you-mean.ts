import { distance } from 'fastest-levenshtein'

/** The known word that was probably meant: the one that differs least, if no more than two letters or a third of it do. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, far: distance(word, name) }))
    .filter(({ name, far }) => far <= Math.max(2, name.length / 3))
    .sort((a, b) => a.far - b.far)
  return best?.name
}

/** `did you mean name?`, where one of the known words is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known)
  return near === undefined ? undefined : `did you mean ${near}?`
}
