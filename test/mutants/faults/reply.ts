// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources
import type { Mutant } from '../mutant.js'

const REPLY = 'src/protocol/reply.ts'
const CONNECTION = 'src/server/connection.ts'

/** What replies look like, and what invalid requests may do: REPLY-1 to REPLY-4. */
export const reply: readonly Mutant[] = [
  {
    name: 'reply-in-several-lines',
    fault: 'writes lists over several lines, for people to read',
    clause: 'REPLY-1',
    edits: [
      {
        file: REPLY,
        find: 'formatValue(verb, answer) ?? answer}`',
        replace:
          'Array.isArray(answer) && answer.length > 0 ? JSON.stringify(answer, null, 1) : (formatValue(verb, answer) ?? answer)}`',
      },
    ],
  },
  {
    name: 'other-words-for-failed',
    fault: 'starts a refusal with error instead of failed',
    clause: 'REPLY-1',
    edits: [{ file: REPLY, find: '=> `failed ${code}', replace: '=> `error ${code}' }],
  },
  {
    name: 'malformed-closes',
    fault: 'closes the connection at a malformed line',
    clause: 'REPLY-2',
    edits: [
      {
        file: CONNECTION,
        find: 'if (this.#reader.buffered > 0 && asksToUpload(line))',
        replace: "if (refusal.code === 'malformed' || (this.#reader.buffered > 0 && asksToUpload(line)))",
      },
    ],
  },
  {
    name: 'unknown-keyword-closes',
    fault: 'closes the connection at an unknown keyword',
    clause: 'REPLY-2',
    edits: [
      {
        file: CONNECTION,
        find: 'if (this.#reader.buffered > 0 && asksToUpload(line))',
        replace:
          "if (refusal.code === 'unknown-keyword' || (this.#reader.buffered > 0 && asksToUpload(line)))",
      },
    ],
  },
  {
    name: 'wrong-password-closes',
    fault: 'closes the connection at a wrong password',
    clause: 'REPLY-2',
    edits: [
      {
        file: CONNECTION,
        find: '  answer(verb: Verb, answer: unknown): void {\n',
        replace:
          "  answer(verb: Verb, answer: unknown): void {\n    if (answer instanceof Refusal && answer.code === 'wrong-password') this.end()\n",
      },
    ],
  },
  {
    name: 'refusal-ends-the-session',
    fault: 'logs out who sends an invalid request',
    clause: 'REPLY-2',
    edits: [
      {
        file: CONNECTION,
        find: '  refuse(refusal: Refusal, line: string): void {\n',
        replace: '  refuse(refusal: Refusal, line: string): void {\n    this.peer.end()\n',
      },
    ],
  },
  {
    name: 'crash-on-bad-utf-8',
    fault: 'dies of a line that is not UTF-8',
    clause: 'REPLY-2',
    edits: [
      {
        file: CONNECTION,
        find: "else this.refuse(new Refusal('malformed', 'the line is not UTF-8'), item.bytes.toString('latin1'))",
        replace: 'else process.exit(1)',
      },
    ],
  },
  {
    name: 'crash-on-a-bare-keyword',
    fault: 'dies of a request without its arguments',
    clause: 'REPLY-2',
    edits: [
      {
        file: 'src/protocol/request.ts',
        find: 'if (words === null) return []',
        replace: 'if (words === null) { if (expected.length > 0) process.exit(1); return [] }',
      },
    ],
  },
  {
    name: 'noise-disturbs-others',
    fault: 'ends every connection when one sends a line that starts with a control character',
    clause: 'REPLY-2',
    edits: [
      {
        file: CONNECTION,
        find: 'const NO_ITEMS: Item[] = []',
        replace: 'const NO_ITEMS: Item[] = []\nconst ALL = new Set<Connection>()',
      },
      {
        file: CONNECTION,
        find: '    this.#socket = socket\n',
        replace: '    this.#socket = socket\n    ALL.add(this)\n',
      },
      {
        file: CONNECTION,
        find: "    if (typeof item === 'string') perform(this, item)\n",
        replace:
          "    if (typeof item === 'string' && item.startsWith('\\u0001')) for (const each of ALL) each.end()\n    if (typeof item === 'string') perform(this, item)\n",
      },
    ],
  },
  {
    name: 'refusals-without-code',
    fault: 'tells the cause in words, without its code',
    clause: 'REPLY-3',
    edits: [{ file: REPLY, find: '`failed ${code}: ${cause}`', replace: '`failed ${cause}`' }],
  },
  {
    name: 'refusals-without-cause',
    fault: 'tells the code alone, without a cause in words',
    clause: 'REPLY-3',
    edits: [{ file: REPLY, find: '`failed ${code}: ${cause}`', replace: '`failed ${code}: `' }],
  },
  {
    name: 'codes-of-its-own',
    fault: 'has codes that the table does not know, with underscores',
    clause: 'REPLY-3',
    edits: [
      {
        file: REPLY,
        find: '`failed ${code}: ${cause}`',
        replace: "`failed ${code.replaceAll('-', '_')}: ${cause}`",
      },
    ],
  },
  {
    name: 'not-member-told-as-unknown',
    fault: 'tells a group that one is no member of as unknown',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/server/membership.ts',
        find: "new Refusal('not-member')",
        replace: "new Refusal('unknown-group')",
      },
    ],
  },
  {
    name: 'too-large-told-as-bad-size',
    fault: 'tells a file that is too large as one of a bad size',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/server/quota.ts',
        find: "new Refusal('file-too-large',",
        replace: "new Refusal('bad-size',",
      },
    ],
  },
  {
    name: 'mismatch-told-as-bad-argument',
    fault: 'has another code for differing passwords at AUTH-PASSWORD than at AUTH-REGISTER',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/server/handlers/auth-password.ts',
        find: "new Refusal('password-mismatch')",
        replace: "new Refusal('bad-argument')",
      },
    ],
  },
  {
    name: 'contact-added-twice',
    fault: 'adds a contact again and again without a word',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/server/store/sqlite/accounts.ts',
        find: 'return insertContact.run(owner, contact).changes > 0',
        replace: 'return insertContact.run(owner, contact).changes >= 0',
      },
    ],
  },
  {
    name: 'contact-of-oneself',
    fault: 'lets people be their own contacts',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/server/handlers/contact-add.ts',
        find: 'const self = user.id === session.account.id',
        replace: 'const self = false',
      },
    ],
  },
  {
    name: 'no-contact-deleted',
    fault: 'deletes a contact that there is not, without a word',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/server/store/sqlite/accounts.ts',
        find: 'return deleteContact.run(owner, contact).changes > 0',
        replace: 'return deleteContact.run(owner, contact).changes >= 0',
      },
    ],
  },
  {
    name: 'joining-twice',
    fault: 'lets a member join again',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/server/handlers/group-join.ts',
        find: "return new Refusal('already-member')",
        replace: 'return { code: group.code, name: group.title }',
      },
    ],
  },
  {
    name: 'page-limit-unchecked',
    fault: 'takes any number for how many messages a page may hold',
    clause: 'REPLY-3',
    edits: [
      {
        file: 'src/protocol/codecs.ts',
        find: '(/^[1-9][0-9]{0,3}$/.test(raw) && Number(raw) <= BATCH_MESSAGES ? Number(raw) : undefined)',
        replace: '(Number.isSafeInteger(Number(raw)) ? Number(raw) : undefined)',
      },
    ],
  },
  {
    name: 'words-for-a-value',
    fault: 'answers a new group with words instead of JSON',
    clause: 'REPLY-4',
    edits: [
      {
        file: REPLY,
        find: 'return `success ${formatValue',
        replace:
          "if (verb === 'GROUP-CREATE') return `success created ${(answer as { code: string }).code}`\n  return `success ${formatValue",
      },
    ],
  },
  {
    name: 'another-key',
    fault: 'calls the time of a message time instead of at',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/protocol/write-json.ts',
        find: 'head: `"${key}":`',
        replace: "head: `\"${key === 'at' ? 'time' : key}\":`",
      },
    ],
  },
  {
    name: 'json-not-escaped',
    fault: 'writes JSON by putting quotes around texts',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/protocol/write-json.ts',
        find: '(ESCAPED.test(value as string) ? JSON.stringify(value) : `"${value}"`)',
        replace: '`"${value}"`',
      },
    ],
  },
  {
    name: 'time-without-milliseconds',
    fault: 'tells times in whole seconds',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/wire-message.ts',
        find: 'new Date(at).toISOString()',
        replace: "new Date(at).toISOString().replace(/\\.\\d+/, '')",
      },
    ],
  },
  {
    name: 'time-of-the-place',
    fault: 'tells times without their zone',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/wire-message.ts',
        find: 'new Date(at).toISOString()',
        replace: "new Date(at).toISOString().replace('Z', '')",
      },
    ],
  },
  {
    name: 'ids-repeat',
    fault: 'takes the time for the id of a message, which others have too',
    clause: 'REPLY-4',
    edits: [
      { file: 'src/server/wire-message.ts', find: 'id: toId(id),', replace: 'id: at.toString(36),' },
      {
        file: 'src/server/post.ts',
        find: 'return { id: toId(id), at',
        replace: 'return { id: now.toString(36), at',
      },
    ],
  },
  {
    name: 'notif-without-time',
    fault: 'leaves the time out of the messages at NOTIF-GET',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/handlers/notif-get.ts',
        find: '.map(toMessage)',
        replace: '.map(toMessage).map(({ at, ...rest }) => rest)',
      },
    ],
  },
  {
    name: 'no-digest-in-a-group',
    fault: 'leaves the SHA-256 out where a file goes to a group',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/handlers/file-send-group.ts',
        find: 'toGroup(context, member.group), file)',
        replace: 'toGroup(context, member.group), { ...file, sha256: undefined })',
      },
      {
        file: 'src/server/store/sqlite/files.ts',
        find: 'mime, sha256, at).last',
        replace: "mime, sha256 ?? '', at).last",
      },
    ],
  },
  {
    name: 'contacts-of-both',
    fault: 'makes who adds a contact a contact of the other, unasked',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/store/sqlite/accounts.ts',
        find: 'return insertContact.run(owner, contact).changes > 0',
        replace:
          'insertContact.run(contact, owner)\n      return insertContact.run(owner, contact).changes > 0',
      },
    ],
  },
  {
    name: 'contact-not-deleted',
    fault: 'says that it deleted a contact and lists it still',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/store/sqlite/accounts.ts',
        find: "'DELETE FROM contact WHERE owner = ? AND contact = ?'",
        replace: "'UPDATE contact SET owner = owner WHERE owner = ? AND contact = ?'",
      },
    ],
  },
  {
    name: 'groups-by-name',
    fault: 'lists groups by name instead of in the order of joining',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/store/sqlite/conversations.ts',
        find: 'r.role IS NOT NULL ORDER BY r.seq',
        replace: 'r.role IS NOT NULL ORDER BY c.title',
      },
    ],
  },
  {
    name: 'members-by-name',
    fault: 'lists members by name instead of in the order of joining',
    clause: 'REPLY-4',
    edits: [
      {
        file: 'src/server/store/sqlite/conversations.ts',
        find: 'WHERE r.conversation = ? ORDER BY r.seq',
        replace: 'WHERE r.conversation = ? ORDER BY a.name',
      },
    ],
  },
]
