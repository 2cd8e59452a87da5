import type { Message } from '../protocol/verbs.js'
import { safe } from './hostile-text.js'
import type { Output } from './output.js'
import { showSize } from './size.js'

interface Show {
  /** Names the group that it came through as well. */
  readonly group?: boolean
  /** The lines stay on the screen: their times do not say how long ago that is. */
  readonly stays?: boolean
}

/**
 * How a message is shown, made safe. On a terminal: `3 minutes ago  budi  halo`, wrapped. Elsewhere one line: time
 * (RFC 3339), sender and text between TABs.
 */
export async function messageFormat(
  out: Pick<Output, 'isTerminal' | 'colour' | 'columns'>,
  { group = false, stays = false }: Show = {},
): Promise<(message: Message) => string> {
  const whoOf = ({ from, group: code }: Message) =>
    safe(group && code !== undefined ? `${from} in ${code}` : from)
  if (!out.isTerminal) {
    return (message) =>
      [safe(message.at), whoOf(message), textOf(message, (size) => `${size} bytes`)].join('\t')
  }
  // What lays it out shows in the start of a command.
  const [{ messageLayout }, { relativeTime, TIME_WIDTH, wallTime }] = await Promise.all([
    import('./message-layout.js'),
    import('./time.js'),
  ])
  const { columns, colour } = out
  const now = new Date()
  return (message) => {
    const time = stays ? wallTime(message.at) : relativeTime(message.at, now)
    const said = { time, who: whoOf(message), text: textOf(message, showSize) }
    return messageLayout(said, { columns, colour, timeWidth: TIME_WIDTH })
  }
}

function textOf({ text, file }: Message, sizeOf: (bytes: number) => string): string {
  return safe(file ? `${text} (file ${file.code}, ${sizeOf(file.size)}, ${file.mime})` : text)
}
