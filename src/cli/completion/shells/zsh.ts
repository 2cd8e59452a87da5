import type { Shell } from './shell.js'

/** Zsh matches and quotes by itself; `_describe` wants `word:description`, and takes backslashes out of both. */
export const zsh: Shell = {
  script: `#compdef pychat
# zsh completion for pychat
_pychat() {
  local -a before lines
  local kind
  (( CURRENT > 2 )) && before=("\${(@Q)words[2,CURRENT-1]}")
  lines=("\${(@f)$(command pychat __complete zsh -- "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  kind=$lines[1]
  shift lines
  case $kind in
    words) (( $#lines )) && _describe -t pychat pychat lines ;;
    files)
      [[ $PREFIX == --*=* ]] && compset -P '--*='
      _files ;;
  esac
}
if [[ $funcstack[1] == _pychat ]]; then
  _pychat "$@"
elif (( $+functions[compdef] )); then
  compdef _pychat pychat
fi
`,

  read: (handed) => ({ before: handed.slice(0, -1), current: handed.at(-1) ?? '' }),

  write: (candidates) =>
    candidates.map(({ word, description }) => {
      const name = word.replace(/[\\:]/g, '\\$&')
      return description === undefined ? name : `${name}:${description.replaceAll('\\', '\\\\')}`
    }),
}
