/** The most that is decoded: a small file may hold a picture that fills all memory. */
const MOST_PIXELS = 32 * 1024 * 1024
const MOST_BYTES = 32 * 1024 * 1024

/**
 * A picture as rows of coloured half blocks, at most so many cells wide and half as high; undefined for what is no
 * picture of a kind that can be shown. What shows it is loaded only now.
 */
export async function picture(bytes: Buffer, columns: number): Promise<string | undefined> {
  if (bytes.length > MOST_BYTES) return undefined
  const [{ imageDimensionsFromData }, { default: terminalImage }] = await Promise.all([
    import('image-dimensions'),
    import('terminal-image'),
  ])
  try {
    const size = imageDimensionsFromData(bytes)
    if (!size || size.width * size.height > MOST_PIXELS) return undefined
    const width = Math.min(columns - 1, WIDEST)
    // A terminal's own protocols for pictures would write over the line that is being typed.
    return await terminalImage.buffer(bytes, {
      width,
      height: Math.ceil(width / 4),
      preferNativeRender: false,
    })
  } catch {
    // It is damaged, or of a kind that is not known.
    return undefined
  }
}

const WIDEST = 80
