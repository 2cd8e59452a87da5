/**
 * Makes the `require`s of a text wait until what they bring is first used: most of a framework is never used by the
 * command at hand. For the output of TypeScript and of esbuild alone, where whatever a `require` brings has a name
 * that is only ever followed by a member.
 *
 * @param {string} text
 * @param {RegExp} name of what is brought
 */
export function lazyRequires(text, name) {
  const all = name.source
  const names = new Set()
  const called = '(?:__\\w+\\()?(?:require\\("[^"]+"\\)|require_\\w+\\(\\))(?:, 1\\))?\\)?'
  const lazy = text.replace(
    new RegExp(`^( *)(const |var |)(${all}) = (${called});$`, 'gm'),
    (_, indent, keyword, name, value) => {
      names.add(name)
      return `${indent}${keyword}${name} = $lazily(() => ${value});`
    },
  )
  return [...names].reduce(
    (done, name) =>
      done.replace(new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?=\\.)`, 'g'), `(${name}())`),
    lazy,
  )
}

/** What the text needs to be preceded by. */
export const lazily = 'const $lazily = (load) => { let it; return () => (it ??= load()) };'
