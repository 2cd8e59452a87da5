import stringWidth from 'string-width'

/** The characters as a person counts them. */
export const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** A text in so many cells at the most, with `…` in place of what is left out. */
export function clip(text: string, cells: number): string {
  if (stringWidth(text) <= cells) return text
  let kept = ''
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    width += stringWidth(segment)
    if (width > cells - 1) break
    kept += segment
  }
  return cells > 0 ? `${kept}…` : ''
}
