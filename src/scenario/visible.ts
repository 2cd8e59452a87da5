const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text of a server as a report shows it: whatever a terminal might obey, or nobody would see, is written out
 * (`\u{1b}`). Nothing unseen is harmless here, since a report is where someone looks for it.
 */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => SHORT[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`)
