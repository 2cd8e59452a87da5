import { visible } from '../visible.js'

/** Characters of a text that are shown. */
const MOST = 400

/** A text fit to be shown, and of bounded length. */
export function shortened(text: string): string {
  const told = visible(text)
  return told.length <= MOST ? told : `${whole(told.slice(0, MOST))}… (${told.length} characters)`
}

/** Without the half of a character at an end. */
export const whole = (text: string): string => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
