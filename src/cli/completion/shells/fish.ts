import type { Shell } from './shell.js'

/** Fish matches and quotes by itself; a TAB precedes the description. */
export const fish: Shell = {
  script: `# fish completion for pychat
function __pychat_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (command pychat __complete fish -- $before[2..-1] "$current" 2>/dev/null </dev/null)
    set -q lines[1]; or return
    set -l kind $lines[1]
    set -e lines[1]
    switch $kind
        case words
            printf '%s\\n' $lines
        case files
            set -l flag (string match -r -- '^--[^=]+=' $current)
            for path in (__fish_complete_path (string replace -r -- '^--[^=]+=' '' $current))
                printf '%s\\n' "$flag$path"
            end
    end
end
complete -c pychat -f -a '(__pychat_complete)'
`,

  read: (handed) => ({ before: handed.slice(0, -1), current: handed.at(-1) ?? '' }),

  write: (candidates) =>
    candidates.map(({ word, description }) => (description === undefined ? word : `${word}\t${description}`)),
}
