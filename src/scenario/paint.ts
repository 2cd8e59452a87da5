import { inspect } from 'node:util'

/** The few looks that reports use. */
export type Look = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'magenta' | 'inverse'

/** Paints a text for a terminal, or leaves it as it is. */
export type Paint = (look: Look, text: string) => string

/** Whether there are colours is the caller's to know: nothing is asked of the terminal or the environment here. */
export const painter = (colour = false): Paint => (colour ? coloured : (_, text) => text)

const coloured: Paint = (look, text) => {
  const [on, off] = inspect.colors[look]!
  return `\u001b[${on}m${text}\u001b[${off}m`
}
