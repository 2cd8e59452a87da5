import stringWidth from 'string-width'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cuts a text to so many terminal columns; `…` stands for what is left out. */
export function clip(text: string, columns: number): string {
  // A character takes two columns at the most.
  if (text.length * 2 <= columns) return text
  let kept = ''
  let width = 0
  for (const { segment } of segmenter.segment(text)) {
    width += stringWidth(segment)
    if (width > columns) return columns < 1 ? '' : `${kept}…`
    if (width < columns) kept += segment
  }
  return text
}
