/** What was read is no text: not UTF-8, or longer than it may be. */
export class BadText {
  constructor(readonly fault: 'not-utf8' | 'too-long') {}
}

const LF = 0x0a
const CR = 0x0d

/**
 * The lines of a byte stream, each without its end (LF or CR LF), the last also where its end is missing. A line that
 * is no text is told as such and the next one follows. Never holds more than a chunk and one line of `most` bytes.
 */
export async function* lines(
  input: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<string | BadText> {
  let begun: Uint8Array[] = []
  let bytes = 0
  const add = (part: Uint8Array) => {
    bytes += part.length
    if (bytes <= most + 1) begun.push(part)
    else begun = []
  }
  const finish = () => {
    const line = bytes > most + 1 ? new BadText('too-long') : decode(withoutCr(Buffer.concat(begun)), most)
    begun = []
    bytes = 0
    return line
  }
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      add(chunk.subarray(start, end))
      yield finish()
      start = end + 1
    }
    if (start < chunk.length) add(chunk.subarray(start))
  }
  if (bytes > 0) yield finish()
}

/** All of a byte stream as one text, at most `most` bytes; what is behind that is not read. */
export async function wholeText(input: AsyncIterable<Uint8Array>, most: number): Promise<string | BadText> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of input) {
    bytes += chunk.length
    if (bytes > most) return new BadText('too-long')
    chunks.push(chunk)
  }
  return decode(Buffer.concat(chunks), most)
}

function decode(bytes: Uint8Array, most: number): string | BadText {
  if (bytes.length > most) return new BadText('too-long')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new BadText('not-utf8')
  }
}

const withoutCr = (line: Uint8Array) => (line.at(-1) === CR ? line.subarray(0, -1) : line)
