import { safe } from '../cli/hostile-text.js'
import { messageLayout } from '../cli/message-layout.js'
import { showSize } from '../cli/size.js'
import { wallTime } from '../cli/time.js'
import type { Message } from '../protocol/verbs.js'

/** A message for a chat's screen, made safe, with the time of the wall. `today` leaves out the day where it is that one. */
export function messageView(
  { at, from, text, file }: Omit<Message, 'id'>,
  { columns, colour, today }: { columns: number; colour: boolean; today: Date },
): string {
  const facts = file ? ` (${showSize(file.size)}; /get ${safe(file.code)})` : ''
  return messageLayout(
    { time: wallTime(at, today), who: safe(from), text: `${safe(text)}${facts}` },
    { columns, colour },
  )
}
