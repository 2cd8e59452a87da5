/**
 * A value as it is best shown beside a pattern that it does not match: reduced to what the pattern names, and where it
 * matches written as the pattern is, so that a diff of the two shows what does not match and nothing else.
 */
export function likeness(
  value: unknown,
  pattern: unknown,
  matches: (value: unknown, pattern: unknown) => boolean,
): unknown {
  if (matches(value, pattern)) return pattern
  if (Array.isArray(value) && Array.isArray(pattern))
    return value.map((item, index) => (index in pattern ? likeness(item, pattern[index], matches) : item))
  if (isPlain(value) && isPlain(pattern)) {
    const named = Object.keys(pattern).filter((key) => Object.hasOwn(value, key))
    return Object.fromEntries(named.map((key) => [key, likeness(value[key], pattern[key], matches)]))
  }
  return value
}

/** An asymmetric matcher is an object too, but of a class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
