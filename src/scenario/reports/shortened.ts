import { visible } from '../visible.js'

/** Characters of a text that are shown. */
const MOST = 400

/** A text fit to be shown, and of bounded length. */
export function shortened(text: string, most = MOST): string {
  // A character more than is shown, since one that is cut in two would be written out.
  const told = visible(text.slice(0, most + 1))
  if (text.length <= most && told.length <= most) return told
  return `${whole(told.slice(0, most))}… (${text.length} characters)`
}

/** Without the half of a character at an end. */
export const whole = (text: string): string => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
