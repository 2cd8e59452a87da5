// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources
import type { Mutant } from '../mutant.js'

const HANDLERS = 'src/server/handlers'
const CODECS = 'src/protocol/codecs.ts'
const CONNECTION = 'src/server/connection.ts'
const PERFORM = 'src/server/perform.ts'
const BYTES = 'src/server/file-bytes.ts'
const UPLOAD = 'src/server/upload.ts'
const DOWNLOAD = 'src/server/download.ts'
const POST_FILE = 'src/server/post-file.ts'
const STORE = 'src/server/store/sqlite/files.ts'
const SIZE = '(/^[1-9][0-9]*$/.test(raw) ? Number(raw) : Number.NaN)'
const CUT = "raw.slice(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\\\')) + 1)"
const ANNOUNCE = 'post(context, to, name, { id, facts: { code, name, size, mime } })'

/** Files on their way in and out: FILE-1 to FILE-6. */
export const files: readonly Mutant[] = [
  {
    name: 'zero-size',
    fault: 'takes a file of no bytes',
    clause: 'FILE-1',
    edits: [
      { file: CODECS, find: SIZE, replace: '(/^(0|[1-9][0-9]*)$/.test(raw) ? Number(raw) : Number.NaN)' },
    ],
  },
  {
    name: 'size-with-leading-zeros',
    fault: 'takes a size with zeros before it',
    clause: 'FILE-1',
    edits: [
      { file: CODECS, find: SIZE, replace: '(/^[0-9]*[1-9][0-9]*$/.test(raw) ? Number(raw) : Number.NaN)' },
    ],
  },
  {
    name: 'size-with-a-sign',
    fault: 'takes a size with a plus before it',
    clause: 'FILE-1',
    edits: [
      { file: CODECS, find: SIZE, replace: '(/^[+]?[1-9][0-9]*$/.test(raw) ? Number(raw) : Number.NaN)' },
    ],
  },
  {
    name: 'size-as-any-number',
    fault: 'takes for a size whatever the language reads as a number',
    clause: 'FILE-1',
    edits: [
      { file: CODECS, find: SIZE, replace: '(Number(raw) >= 1 ? Math.trunc(Number(raw)) : Number.NaN)' },
    ],
  },
  {
    name: 'size-by-its-start',
    fault: 'reads a size up to the first character that is no digit',
    clause: 'FILE-1',
    edits: [
      { file: CODECS, find: SIZE, replace: "(raw.startsWith('0') ? Number.NaN : Number.parseInt(raw))" },
    ],
  },
  {
    name: 'file-limit-unchecked',
    fault: 'takes files of any size that the quota leaves room for',
    clause: 'FILE-1',
    edits: [{ file: 'src/server/quota.ts', find: 'if (size > maxFile)', replace: 'if (size > quota)' }],
  },
  {
    name: 'file-limit-too-high',
    fault: 'takes a file of one byte more than the limit',
    clause: 'FILE-1',
    edits: [{ file: 'src/server/quota.ts', find: 'if (size > maxFile)', replace: 'if (size > maxFile + 1)' }],
  },
  {
    name: 'largest-file-refused',
    fault: 'refuses a file of exactly the limit',
    clause: 'FILE-1',
    edits: [{ file: 'src/server/quota.ts', find: 'if (size > maxFile)', replace: 'if (size >= maxFile)' }],
  },
  {
    name: 'no-ready',
    fault: 'waits for the bytes without saying that it is ready',
    clause: 'FILE-1',
    edits: [{ file: PERFORM, find: "    connection.outbox.reply('success ready')\n", replace: '' }],
  },
  {
    name: 'one-byte-too-few',
    fault: 'takes one byte less than the size',
    clause: 'FILE-1',
    edits: [
      {
        file: UPLOAD,
        find: 'for (let left = size; left > 0; ) {',
        replace: 'for (let left = Math.max(1, size - 1); left > 0; ) {',
      },
    ],
  },
  {
    name: 'requests-behind-the-bytes-lost',
    fault: 'drops what comes in one packet with the last bytes of a file',
    clause: 'FILE-1',
    edits: [
      {
        file: 'src/protocol/line-reader.ts',
        find: 'this.#consume(bytes.length)',
        replace: 'this.#consume(this.#head.length - this.#at)',
      },
    ],
  },
  {
    name: 'bytes-as-text',
    fault: "takes a file's bytes for text and mends what is not UTF-8",
    clause: 'FILE-1',
    edits: [
      {
        file: UPLOAD,
        find: 'await incoming.write(bytes)',
        replace: 'await incoming.write(Buffer.from(bytes.toString()))',
      },
    ],
  },
  {
    name: 'line-ends-translated',
    fault: 'makes CRLF of each LF in a file',
    clause: 'FILE-1',
    edits: [
      {
        file: UPLOAD,
        find: 'await incoming.write(bytes)',
        replace:
          "await incoming.write(Buffer.from(bytes.toString('latin1').replace(/\\r?\\n/g, '\\r\\n'), 'latin1'))",
      },
    ],
  },
  {
    name: 'bytes-behind-a-refusal-read',
    fault: 'reads as requests what follows a FILE-SEND that it refused',
    clause: 'FILE-1',
    edits: [
      {
        file: CONNECTION,
        find: 'if (this.#reader.buffered > 0 && asksToUpload(line))',
        replace: 'if (this.#ended && asksToUpload(line))',
      },
    ],
  },
  {
    name: 'refused-file-closes',
    fault: 'closes the connection at each FILE-SEND that it refuses',
    clause: 'FILE-1',
    edits: [
      {
        file: CONNECTION,
        find: 'if (this.#reader.buffered > 0 && asksToUpload(line))',
        replace: 'if (asksToUpload(line))',
      },
    ],
  },
  {
    name: 'digest-of-nothing',
    fault: 'tells the SHA-256 of no bytes at all',
    clause: 'FILE-1',
    edits: [{ file: BYTES, find: 'this.#hash.update(bytes)', replace: '' }],
  },
  {
    name: 'path-kept',
    fault: "keeps the sender's path as the file's name",
    clause: 'FILE-2',
    edits: [{ file: CODECS, find: CUT, replace: 'raw' }],
  },
  {
    name: 'path-cut-at-slashes-alone',
    fault: 'does not cut a path at a backslash',
    clause: 'FILE-2',
    edits: [{ file: CODECS, find: CUT, replace: "raw.slice(raw.lastIndexOf('/') + 1)" }],
  },
  {
    name: 'path-cut-at-backslashes-alone',
    fault: 'does not cut a path at a slash',
    clause: 'FILE-2',
    edits: [{ file: CODECS, find: CUT, replace: "raw.slice(raw.lastIndexOf('\\\\') + 1)" }],
  },
  {
    name: 'dots-for-a-name',
    fault: 'takes . and .. for names of files',
    clause: 'FILE-2',
    edits: [
      {
        file: CODECS,
        find: "!NOT_BLANK.test(last) || last === '.' || last === '..'",
        replace: '!NOT_BLANK.test(last)',
      },
    ],
  },
  {
    name: 'file-without-a-name',
    fault: 'takes a path that ends in a slash',
    clause: 'FILE-2',
    edits: [{ file: CODECS, find: '!NOT_BLANK.test(last) || last', replace: 'last' }],
  },
  {
    name: 'hidden-files-refused',
    fault: 'refuses names that start with a dot',
    clause: 'FILE-2',
    edits: [{ file: CODECS, find: "last === '.' || last === '..'", replace: "last.startsWith('.')" }],
  },
  {
    name: 'kind-from-the-name',
    fault: "tells a file's kind from its name",
    clause: 'FILE-3',
    edits: [
      {
        file: POST_FILE,
        find: 'const { code, name, size, mime, sha256 } = facts\n',
        replace:
          "const { code, name, size, sha256 } = facts\n  const mime = name.endsWith('.png') ? 'image/png' : name.endsWith('.txt') ? 'text/plain' : 'application/octet-stream'\n",
      },
    ],
  },
  {
    name: 'pictures-alone',
    fault: 'takes pictures and no other file',
    clause: 'FILE-3',
    edits: [
      {
        file: `${HANDLERS}/file-send-private.ts`,
        find: 'return user instanceof Refusal ? user : postFile',
        replace:
          "if (!file.mime.startsWith('image/')) return new Refusal('bad-argument')\n    return user instanceof Refusal ? user : postFile",
      },
    ],
  },
  {
    name: 'file-unannounced',
    fault: 'takes a file and tells nobody',
    clause: 'FILE-4',
    edits: [{ file: POST_FILE, find: ANNOUNCE, replace: '' }],
  },
  {
    name: 'announced-without-the-file',
    fault: 'announces a file by its name alone, without its code',
    clause: 'FILE-4',
    edits: [{ file: POST_FILE, find: ANNOUNCE, replace: 'post(context, to, name)' }],
  },
  {
    name: 'announced-by-other-words',
    fault: "announces a file by words of its own instead of the file's name",
    clause: 'FILE-4',
    edits: [
      { file: POST_FILE, find: ANNOUNCE, replace: ANNOUNCE.replace('name,', '`sent a file: ${name}`,') },
    ],
  },
  {
    name: 'announced-to-the-sender',
    fault: 'announces a file to its sender too',
    clause: 'FILE-4',
    edits: [
      {
        file: `${HANDLERS}/file-send-private.ts`,
        find: 'return user instanceof Refusal ? user : postFile',
        replace:
          'if (!(user instanceof Refusal)) context.store.append({ conversation: context.store.openPrivate(user.id, context.session.account.id), sender: user.id, at: context.now, text: file.name })\n    return user instanceof Refusal ? user : postFile',
      },
    ],
  },
  {
    name: 'file-of-any-conversation',
    fault: 'gives a file to anybody who knows its code',
    clause: 'FILE-5',
    edits: [
      {
        file: STORE,
        find: 'deleted = 0 AND conversation IN (?, ?)',
        replace: 'deleted = 0 AND (1 OR conversation IN (?, ?))',
      },
    ],
  },
  {
    name: 'file-to-who-is-no-member',
    fault: "gives a group's file to who is no member",
    clause: 'FILE-5',
    edits: [
      { file: `${HANDLERS}/file-get-group.ts`, find: 'import { memberOf }', replace: 'import { groupOf }' },
      {
        file: `${HANDLERS}/file-get-group.ts`,
        find: 'memberOf(context, code)',
        replace: 'groupOf(context, code)',
      },
      { file: `${HANDLERS}/file-get-group.ts`, find: 'member.group.id', replace: 'member.id' },
    ],
  },
  {
    name: 'fetched-once-alone',
    fault: 'deletes a file when it was fetched',
    clause: 'FILE-5',
    edits: [
      {
        file: DOWNLOAD,
        find: 'outbox.release()\n',
        replace: 'outbox.release()\n    files.remove([code])\n',
      },
    ],
  },
  {
    name: 'sender-cannot-fetch',
    fault: 'gives a file to its recipient alone, not to its sender',
    clause: 'FILE-5',
    edits: [
      {
        file: `${HANDLERS}/file-get-private.ts`,
        find: '[store.findPrivate(self, other), store.findPrivate(other, self)]',
        replace: '[store.findPrivate(other, self)]',
      },
    ],
  },
  {
    name: 'line-end-behind-the-bytes',
    fault: "writes a line end behind a file's bytes",
    clause: 'FILE-5',
    edits: [
      {
        file: DOWNLOAD,
        find: '    if (left > 0) throw',
        replace: "    await outbox.write('\\n')\n    if (left > 0) throw",
      },
    ],
  },
  {
    name: 'last-byte-missing',
    fault: 'leaves out the last byte of a file',
    clause: 'FILE-5',
    edits: [
      {
        file: DOWNLOAD,
        find: 'left -= bytes.length\n      isThere = await outbox.write(bytes)',
        replace:
          'left -= bytes.length\n      isThere = await outbox.write(left > 0 ? bytes : bytes.subarray(0, -1))',
      },
    ],
  },
  {
    name: 'wrong-size-told',
    fault: 'tells a wrong size before the bytes',
    clause: 'FILE-5',
    edits: [
      {
        file: DOWNLOAD,
        find: 'formatSuccess(verb, { name, size, mime',
        replace: 'formatSuccess(verb, { name, size: size + 1, mime',
      },
    ],
  },
  {
    name: 'file-codes-count-up',
    fault: 'numbers the files, so that members of a group guess the next',
    clause: 'FILE-5',
    edits: [
      {
        file: BYTES,
        find: 'const code = newCode()',
        replace: "const code = String(++files).padStart(12, '0')",
      },
      { file: BYTES, find: "const COMING = '.part'", replace: "let files = 0\nconst COMING = '.part'" },
    ],
  },
  {
    name: 'anybody-deletes',
    fault: 'lets anybody delete a file',
    clause: 'FILE-5',
    edits: [
      {
        file: STORE,
        find: 'WHERE code = ? AND sender = ? AND deleted = 0',
        replace: 'WHERE code = ? AND ? AND deleted = 0',
      },
    ],
  },
  {
    name: 'deleted-and-still-there',
    fault: 'gives out a file that was deleted',
    clause: 'FILE-5',
    edits: [
      {
        file: STORE,
        find: 'WHERE code = ? AND deleted = 0 AND conversation',
        replace: 'WHERE code = ? AND conversation',
      },
      {
        file: `${HANDLERS}/file-delete.ts`,
        find: 'context.afterCommit(() => context.files.remove([file]))',
        replace: '',
      },
    ],
  },
  {
    name: 'half-an-upload-announced',
    fault: 'keeps and announces a file whose bytes stopped halfway',
    clause: 'FILE-6',
    edits: [
      {
        file: UPLOAD,
        find: 'const bytes = await next(left)\n',
        replace: 'const bytes = await next(left).catch(() => undefined)\n      if (!bytes) break\n',
      },
    ],
  },
  {
    name: 'announced-before-the-bytes',
    fault: 'announces a file before its bytes have come',
    clause: 'FILE-6',
    edits: [
      {
        file: `${HANDLERS}/file-send-private.ts`,
        find: "import { toUser } from '../post.js'",
        replace: "import { post, toUser } from '../post.js'",
      },
      {
        file: `${HANDLERS}/file-send-private.ts`,
        find: 'admit(context, { name, size }) {\n    const user = userOf(context, name)\n',
        replace:
          'admit(context, { name, size, path }) {\n    const user = userOf(context, name)\n    if (!(user instanceof Refusal)) post(context, toUser(context, user.id), path)\n',
      },
    ],
  },
]
