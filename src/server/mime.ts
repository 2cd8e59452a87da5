import { isUtf8 } from 'node:buffer'

/** How many bytes from a file's start tell its type. */
export const SAMPLE_BYTES = 4100

const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/

/** A file's type, told from its first bytes, never from its name (FILE-3). */
export async function mimeOf(sample: Buffer): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type')
  // The sample may be cut, or hostile: what the library cannot make out it may also stumble over.
  const found = await fileTypeFromBuffer(sample).catch(() => undefined)
  if (found) return found.mime
  return isText(sample) ? 'text/plain' : 'application/octet-stream'
}

function isText(sample: Buffer): boolean {
  // A character that the cut went through is no fault of the text.
  const whole = sample.length < SAMPLE_BYTES ? sample : sample.subarray(0, wholeCharacters(sample))
  return isUtf8(whole) && !CONTROL.test(whole.toString())
}

function wholeCharacters(sample: Buffer): number {
  let end = sample.length
  while (end > 0 && (sample[end - 1]! & 0xc0) === 0x80) end--
  return end > 0 && sample[end - 1]! >= 0xc0 ? end - 1 : sample.length
}
