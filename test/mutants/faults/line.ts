// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources
import type { Mutant } from '../mutant.js'

const READER = 'src/protocol/line-reader.ts'
const REQUEST = 'src/protocol/request.ts'
const CONNECTION = 'src/server/connection.ts'
const CONNECTIONS = 'src/server/connections.ts'
const LISTENER = 'src/server/listener.ts'

/** How bytes become lines, and lines replies: LINE-2, LINE-3, LINE-7 to LINE-11. */
export const line: readonly Mutant[] = [
  {
    name: 'greeting-without-advice',
    fault: 'greets with a bare success that does not say how to go on',
    clause: 'LINE-2',
    edits: [
      {
        file: CONNECTIONS,
        find: "'success pychat: log in with AUTH-LOGIN <name> <password>, or register with AUTH-REGISTER <name> <password> <password>\\n'",
        replace: "'success\\n'",
      },
    ],
  },
  {
    name: 'greeting-in-two-lines',
    fault: 'greets with two lines',
    clause: 'LINE-2',
    edits: [
      { file: CONNECTIONS, find: 'success pychat: log in', replace: 'success pychat\\nsuccess log in' },
    ],
  },
  {
    name: 'cr-kept',
    fault: 'ends a line at LF alone and keeps the CR before it',
    clause: 'LINE-3',
    edits: [
      {
        file: READER,
        find: 'const stop = end > start && this.#head[end - 1] === CR ? end - 1 : end',
        replace: 'const stop = end',
      },
    ],
  },
  {
    name: 'all-crs-dropped',
    fault: 'drops every CR at the end of a line, not one',
    clause: 'LINE-3',
    edits: [
      {
        file: READER,
        find: 'const stop = end > start && this.#head[end - 1] === CR ? end - 1 : end',
        replace: 'let stop = end; while (stop > start && this.#head[stop - 1] === CR) stop--',
      },
    ],
  },
  {
    name: 'latin-1',
    fault: 'reads the bytes of a line as Latin-1',
    clause: 'LINE-3',
    edits: [{ file: READER, find: 'bytes.toString() :', replace: "bytes.toString('latin1') :" }],
  },
  {
    name: 'bad-utf-8-replaced',
    fault: 'puts U+FFFD for bytes that are not UTF-8, and goes on',
    clause: 'LINE-7',
    edits: [{ file: READER, find: 'isUtf8(bytes) ? bytes', replace: 'true ? bytes' }],
  },
  {
    name: 'c0-accepted',
    fault: 'takes the control characters of ASCII for text',
    clause: 'LINE-7',
    edits: [
      {
        file: REQUEST,
        find: '/[\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f]/',
        replace: '/[\\u007f-\\u009f]/',
      },
    ],
  },
  {
    name: 'c1-accepted',
    fault: 'knows the control characters of ASCII alone, not C1',
    clause: 'LINE-7',
    edits: [{ file: REQUEST, find: '\\u001f\\u007f-\\u009f]/', replace: '\\u001f\\u007f]/' }],
  },
  {
    name: 'longest-line-refused',
    fault: 'refuses a line of exactly the limit',
    clause: 'LINE-8',
    edits: [
      { file: READER, find: 'if (stop - start > this.#limit)', replace: 'if (stop - start >= this.#limit)' },
    ],
  },
  {
    name: 'line-limit-too-high',
    fault: 'takes a line of one byte more than the limit',
    clause: 'LINE-8',
    edits: [
      { file: CONNECTION, find: 'new LineReader(LINE_BYTES)', replace: 'new LineReader(LINE_BYTES + 1)' },
    ],
  },
  {
    name: 'line-limit-in-characters',
    fault: 'counts the characters of a line instead of its bytes',
    clause: 'LINE-8',
    edits: [
      {
        file: READER,
        find: 'if (stop - start > this.#limit)',
        replace: 'if (this.#head.toString("utf8", start, stop).length > this.#limit)',
      },
      {
        file: READER,
        find: 'const waiting = this.buffered',
        replace: 'const waiting = this.#joined().toString().length',
      },
    ],
  },
  {
    name: 'over-long-line-keeps-the-connection',
    fault: 'refuses an over-long line and stays open',
    clause: 'LINE-8',
    edits: [
      {
        file: CONNECTION,
        find: "      this.close(new Refusal('line-too-long', `a line may hold ${LINE_BYTES} bytes`))",
        replace: "      this.outbox.reply(formatFailed(new Refusal('line-too-long')))",
      },
      { file: READER, find: 'if (waiting <= this.#limit) return false', replace: 'return false' },
    ],
  },
  {
    name: 'over-long-line-closes-silently',
    fault: 'closes at an over-long line without a word',
    clause: 'LINE-8',
    edits: [
      {
        file: CONNECTION,
        find: "      this.close(new Refusal('line-too-long', `a line may hold ${LINE_BYTES} bytes`))",
        replace: '      this.#leave()',
      },
    ],
  },
  {
    name: 'keywords-in-any-case',
    fault: 'takes keywords in lower case too',
    clause: 'LINE-9',
    edits: [
      {
        file: REQUEST,
        find: 'const keyword = space < 0 ? line : line.slice(0, space)',
        replace: 'const keyword = (space < 0 ? line : line.slice(0, space)).toUpperCase()',
      },
    ],
  },
  {
    name: 'keywords-by-their-start',
    fault: 'looks only whether a word starts with a keyword',
    clause: 'LINE-9',
    edits: [
      {
        file: REQUEST,
        find: 'const keyword = space < 0 ? line : line.slice(0, space)',
        replace:
          'const word = space < 0 ? line : line.slice(0, space)\n  const keyword = verbNames.find((verb) => word.startsWith(verb)) ?? word',
      },
    ],
  },
  {
    name: 'keywords-of-the-language',
    fault: 'looks keywords up in a plain object, which inherits some',
    clause: 'LINE-9',
    edits: [
      {
        file: 'src/protocol/verbs.ts',
        find: 'keyword is Verb => Object.hasOwn(verbs, keyword)',
        replace: 'keyword is Verb => keyword in verbs',
      },
    ],
  },
  {
    name: 'empty-line-ignored',
    fault: 'answers nothing to an empty line',
    clause: 'LINE-9',
    edits: [
      {
        file: CONNECTION,
        find: "    if (typeof item === 'string') perform(this, item)\n",
        replace: "    if (item === '') return\n    if (typeof item === 'string') perform(this, item)\n",
      },
    ],
  },
  {
    name: 'replies-reversed',
    fault: 'answers what came in one packet last request first',
    clause: 'LINE-10',
    edits: [
      {
        file: 'src/server/outbox.ts',
        find: 'this.#staged += `${line}\\n`\n',
        replace: 'this.#staged = `${line}\\n${this.#staged}`\n',
      },
    ],
  },
  {
    name: 'slow-requests-overtaken',
    fault: 'answers what is pipelined behind a login before the login',
    clause: 'LINE-10',
    edits: [{ file: CONNECTION, find: 'if (this.#busy) return undefined', replace: '' }],
  },
  {
    name: 'one-request-a-packet',
    fault: 'drops what stands behind the first line of a packet',
    clause: 'LINE-10',
    edits: [
      {
        file: READER,
        find: 'this.#consume(end + 1 - start)',
        replace: 'this.#consume(this.#head.length - start)',
      },
    ],
  },
  {
    name: 'a-packet-is-a-line',
    fault: 'takes what one packet brings for a whole line, its end or not',
    clause: 'LINE-10',
    edits: [
      {
        file: READER,
        find: "new BadLine('too-long', this.#joined()) : undefined",
        replace: "new BadLine('too-long', this.#joined()) : this.take(this.#limit)?.toString()",
      },
    ],
  },
  {
    name: 'packets-decoded-alone',
    fault: 'decodes each packet by itself, so that a character cut by its end is lost',
    clause: 'LINE-10',
    edits: [
      {
        file: READER,
        find: 'if (chunk.length === 0) return',
        replace: 'chunk = Buffer.from(chunk.toString())\n    if (chunk.length === 0) return',
      },
    ],
  },
  {
    name: 'reply-lost',
    fault: 'answers nothing to an unknown keyword',
    clause: 'LINE-10',
    edits: [
      {
        file: CONNECTION,
        find: 'else this.outbox.reply(formatFailed(refusal))',
        replace: "else if (refusal.code !== 'unknown-keyword') this.outbox.reply(formatFailed(refusal))",
      },
    ],
  },
  {
    name: 'reply-doubled',
    fault: 'answers a send twice',
    clause: 'LINE-10',
    edits: [
      {
        file: CONNECTION,
        find: '  answer(verb: Verb, answer: unknown): void {\n',
        replace:
          "  answer(verb: Verb, answer: unknown): void {\n    if (verb === 'CHAT-PRIVATE-SEND') this.outbox.reply('success')\n",
      },
    ],
  },
  {
    name: 'half-close-is-the-end',
    fault: 'breaks the connection off when the client has closed its side',
    clause: 'LINE-11',
    edits: [{ file: CONNECTION, find: 'this[CONNECTION].end()', replace: 'this[CONNECTION].destroy()' }],
  },
  {
    name: 'half-close-ends-both-sides',
    fault: 'closes its own side at once when the client has closed its',
    clause: 'LINE-11',
    edits: [{ file: LISTENER, find: 'allowHalfOpen: true', replace: 'allowHalfOpen: false' }],
  },
  {
    name: 'half-close-never-ends',
    fault: 'never closes when the client has closed its side',
    clause: 'LINE-11',
    edits: [
      {
        file: CONNECTION,
        find: 'return item ?? (this.#ended ? this.#departure() : undefined)',
        replace: 'return item',
      },
    ],
  },
  {
    name: 'last-line-without-end-taken',
    fault: 'performs a last line whose end never came',
    clause: 'LINE-11',
    edits: [
      {
        file: CONNECTION,
        find: 'this[CONNECTION].end()',
        replace:
          "if (this[CONNECTION].#reader.isPartial) this[CONNECTION].#reader.push(Buffer.from('\\n'))\n    this[CONNECTION].end()",
      },
    ],
  },
]
