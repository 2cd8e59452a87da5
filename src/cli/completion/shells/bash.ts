import { type BashLine, readBashLine } from './bash-line.js'
import type { Shell } from './shell.js'

/** Ways to complete in which bash puts in one candidate after the other, so that nothing but words may be told: `%`, `*`. */
const INSERTING = ['37', '42']

/** Bash hands over the line itself: its own words are cut at colons, quotes and all. */
export const bash: Shell = {
  script: `# bash completion for pychat
_pychat() {
  local line kind=
  COMPREPLY=()
  while IFS= read -r line; do
    if [ -z "$kind" ]; then kind=$line; else COMPREPLY+=("$line"); fi
  done < <(
    command pychat __complete bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" "$COMP_TYPE" 2>/dev/null </dev/null
  )
  if [ "$kind" = words ] && type compopt >/dev/null 2>&1; then compopt +o default 2>/dev/null; fi
}
complete -o default -F _pychat pychat
`,

  read([line = '', breaks = '']) {
    const typed = readBashLine(line, breaks)
    return typed && { before: typed.before.slice(1), current: typed.current }
  },

  async write(candidates, [line = '', breaks = '', type = '']) {
    const typed = readBashLine(line, breaks)
    if (!typed) return []
    const fitting = candidates
      .filter(({ word }) => word.startsWith(typed.current))
      .filter(({ word }) => typed.quote !== '"' || !word.includes('!'))
      .map(({ word, description }) => ({ description, word: quoted(word.slice(typed.kept), typed.quote) }))
    const isListed = fitting.length > 1 && !INSERTING.includes(type)
    return isListed && fitting.some(({ description }) => description !== undefined)
      ? described(fitting)
      : fitting.map(({ word }) => word)
  },
}

/** A word as it continues a line. Between double quotes an exclamation mark cannot be written. */
function quoted(word: string, quote: BashLine['quote']): string {
  if (quote === "'") return word.replaceAll("'", "'\\''")
  if (quote === '"') return word.replace(/[\\"$`]/g, '\\$&')
  return word.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&')
}

/** What bash lists where there are several: it never puts in more than what they have in common. */
async function described(
  candidates: readonly { word: string; description: string | undefined }[],
): Promise<string[]> {
  const isPlain = candidates.every(({ word }) => /^[ -~]*$/.test(word))
  const widthOf = isPlain ? ({ length }: string) => length : (await import('string-width')).default
  const width = Math.max(...candidates.map(({ word }) => widthOf(word)))
  return candidates.map(({ word, description }) =>
    description === undefined ? word : `${word}${' '.repeat(width - widthOf(word))}  (${description})`,
  )
}
