/**
 * Text that comes from other people is shown, never obeyed: a name or a message may hold an escape sequence, a
 * carriage return or a bidi control that rewrites what a terminal shows (rule 9 of the command line).
 */

const UNSEEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]'

// Emoji, and scripts that join their letters, need invisible characters in just these places.
const JOINING = [
  'Arab',
  'Syrc',
  'Nkoo',
  'Mong',
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Orya',
  'Taml',
  'Telu',
  'Knda',
]
  .concat('Mlym', 'Sinh', 'Mymr', 'Khmr', 'Tibt')
  .map((script) => `\\p{Script=${script}}`)
  .join('')
const HARMLESS = [
  '\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{1,6}\\u{e007f}', // a region's flag
  '(?<=[\\p{L}\\p{N}\\p{S}\\p{Emoji}])[\\ufe00-\\ufe0f]',
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
  `(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
  '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}]', // signs seen at a number
].join('|')

// Made when it is first needed: most text is plain, and compiling it shows in the start of every command.
let suspects: RegExp | undefined
const PLAIN = /^[ -~]*$/
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text with all that a terminal might obey, or that nobody would see, written as `\u{1b}`. */
export function safe(text: string): string {
  return escapeUnseen(text, (bad) => SHORT[bad] ?? `\\u{${bad.codePointAt(0)!.toString(16)}}`)
}

/** Replaces each control, format or otherwise invisible character that has no business where it stands. */
export function escapeUnseen(text: string, replacement: (character: string) => string): string {
  if (PLAIN.test(text)) return text
  suspects ??= new RegExp(`${HARMLESS}|(?<unseen>${UNSEEN})`, 'gu')
  return text.replace(suspects, (match, unseen?: string) =>
    unseen === undefined ? match : replacement(unseen),
  )
}
