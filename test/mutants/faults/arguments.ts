import type { Mutant } from '../mutant.js'

const REQUEST = 'src/protocol/request.ts'
const CODECS = 'src/protocol/codecs.ts'
const TOO_LONG = 'word.length > limit && characters(word) > limit'

/** How a line is cut into arguments: LINE-4, LINE-5, LINE-6. */
export const args: readonly Mutant[] = [
  {
    name: 'argument-in-bytes',
    fault: 'counts the bytes of an argument instead of its code points',
    clause: 'LINE-4',
    edits: [{ file: REQUEST, find: TOO_LONG, replace: 'Buffer.byteLength(word) > limit' }],
  },
  {
    name: 'argument-in-utf-16',
    fault: 'counts the UTF-16 units of an argument instead of its code points',
    clause: 'LINE-4',
    edits: [{ file: REQUEST, find: TOO_LONG, replace: 'word.length > limit' }],
  },
  {
    name: 'argument-in-graphemes',
    fault: 'counts what looks like one character instead of code points',
    clause: 'LINE-4',
    edits: [
      { file: REQUEST, find: TOO_LONG, replace: '[...new Intl.Segmenter().segment(word)].length > limit' },
    ],
  },
  {
    name: 'longest-argument-refused',
    fault: 'refuses an argument of exactly the limit',
    clause: 'LINE-4',
    edits: [{ file: REQUEST, find: TOO_LONG, replace: 'characters(word) >= limit' }],
  },
  {
    name: 'argument-limit-too-high',
    fault: 'takes an argument of one character more than the limit',
    clause: 'LINE-4',
    edits: [{ file: REQUEST, find: TOO_LONG, replace: 'characters(word) > limit + 1' }],
  },
  {
    name: 'only-the-first-argument-limited',
    fault: 'holds the first argument to the limit and no other',
    clause: 'LINE-4',
    edits: [
      { file: REQUEST, find: 'for (const word of raw) {', replace: 'for (const word of raw.slice(0, 1)) {' },
    ],
  },
  {
    name: 'long-arguments-cut',
    fault: 'cuts an argument that is too long instead of refusing it',
    clause: 'LINE-4',
    edits: [
      {
        file: REQUEST,
        find: 'decodeArguments(verb, cut(layouts[verb], words), limit)',
        replace:
          "decodeArguments(verb, cut(layouts[verb], words).map((word) => [...word].slice(0, limit).join('')), limit)",
      },
    ],
  },
  {
    name: 'text-trimmed',
    fault: 'trims the spaces around a text',
    clause: 'LINE-5',
    edits: [
      { file: CODECS, find: '(NOT_BLANK.test(raw) ? raw', replace: '(NOT_BLANK.test(raw) ? raw.trim()' },
    ],
  },
  {
    name: 'text-to-groups-trimmed',
    fault: 'trims the spaces around what is sent to a group',
    clause: 'LINE-5',
    edits: [
      { file: 'src/server/handlers/chat-group-send.ts', find: 'message)\n}', replace: 'message.trim())\n}' },
    ],
  },
  {
    name: 'file-names-trimmed',
    fault: "trims the spaces around a file's name",
    clause: 'LINE-5',
    edits: [
      {
        file: CODECS,
        find: "last === '..' ? undefined : last",
        replace: "last === '..' ? undefined : last.trim()",
      },
    ],
  },
  {
    name: 'spaces-in-text-joined',
    fault: 'makes one space of several inside a text',
    clause: 'LINE-5',
    edits: [
      {
        file: CODECS,
        find: '(NOT_BLANK.test(raw) ? raw',
        replace: "(NOT_BLANK.test(raw) ? raw.replace(/ +/g, ' ')",
      },
    ],
  },
  {
    name: 'text-normalized',
    fault: 'brings a text to NFC',
    clause: 'LINE-5',
    edits: [
      {
        file: CODECS,
        find: '(NOT_BLANK.test(raw) ? raw',
        replace: "(NOT_BLANK.test(raw) ? raw.normalize('NFC')",
      },
    ],
  },
  {
    name: 'text-escaped',
    fault: 'escapes text for HTML',
    clause: 'LINE-5',
    edits: [
      {
        file: CODECS,
        find: '(NOT_BLANK.test(raw) ? raw',
        replace: "(NOT_BLANK.test(raw) ? raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;')",
      },
    ],
  },
  {
    name: 'first-word-of-a-text',
    fault: 'takes the first word of a last text argument for all of it',
    clause: 'LINE-5',
    edits: [
      {
        file: REQUEST,
        find: 'raw.push(rest, ...behind)',
        replace: "raw.push(rest.trimStart().split(' ')[0]!, ...behind)",
      },
    ],
  },
  {
    name: 'blank-text-accepted',
    fault: 'takes a text of spaces alone',
    clause: 'LINE-5',
    edits: [{ file: CODECS, find: '(NOT_BLANK.test(raw) ? raw : undefined)', replace: 'raw' }],
  },
  {
    name: 'path-is-one-word',
    fault: 'takes one word for a path, not all that stands before the size',
    clause: 'LINE-5',
    edits: [
      {
        file: CODECS,
        find: 'export const path: Codec<string> = {\n  text: true,',
        replace: 'export const path: Codec<string> = {\n  text: false,',
      },
    ],
  },
  {
    name: 'spaces-between-arguments-joined',
    fault: 'takes several spaces between arguments for one',
    clause: 'LINE-6',
    edits: [{ file: REQUEST, find: "words.split(' ')", replace: 'words.split(/ +/)' }],
  },
  {
    name: 'trailing-space-dropped',
    fault: 'drops spaces at the end of a line',
    clause: 'LINE-6',
    edits: [{ file: REQUEST, find: "words.split(' ')", replace: "words.trimEnd().split(' ')" }],
  },
  {
    name: 'leading-space-dropped',
    fault: 'drops spaces at the start of a line',
    clause: 'LINE-6',
    edits: [
      {
        file: REQUEST,
        find: "const space = line.indexOf(' ')\n  const keyword",
        replace: "line = line.trimStart()\n  const space = line.indexOf(' ')\n  const keyword",
      },
    ],
  },
  {
    name: 'tab-accepted',
    fault: 'judges a TAB in a plain argument by the form of the argument alone',
    clause: 'LINE-6',
    edits: [{ file: REQUEST, find: "(word === '' || word.includes('\\t'))", replace: "word === ''" }],
  },
]
