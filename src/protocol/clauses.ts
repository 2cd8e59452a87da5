/**
 * Every clause of docs/protocol.md in one line, so that scenarios, tests and the conformance matrix cite clauses that
 * exist. `origins` are the clause's marks: `seed` is the assignment's demand, `choice` is the reading fixed here where
 * the assignment is silent, `ext` is an extension.
 */
export const clauses = {
  'LINE-1': { origins: ['seed'], title: 'The server listens on TCP' },
  'LINE-2': { origins: ['seed', 'choice'], title: 'One greeting line comes before anything else' },
  'LINE-3': {
    origins: ['seed', 'choice'],
    title: 'A request is one line of words with one space between them',
  },
  'LINE-4': { origins: ['seed', 'choice'], title: 'An argument holds at most 100 code points' },
  'LINE-5': { origins: ['choice'], title: 'A text argument takes what its neighbours leave, as it was sent' },
  'LINE-6': { origins: ['choice'], title: 'A plain argument is never empty and holds no TAB' },
  'LINE-7': { origins: ['choice'], title: 'Invalid UTF-8 and control characters are malformed' },
  'LINE-8': { origins: ['choice'], title: 'A line over 65,536 bytes is refused and the connection closed' },
  'LINE-9': { origins: ['choice'], title: 'Keywords are matched exactly; an empty line is malformed' },
  'LINE-10': {
    origins: ['seed', 'choice'],
    title: 'One reply a request, in order, however the bytes arrive',
  },
  'LINE-11': { origins: ['choice'], title: 'After a half-close every complete request is still answered' },
  'REPLY-1': { origins: ['seed', 'choice'], title: 'A reply is one line: success or failed, and a message' },
  'REPLY-2': {
    origins: ['seed', 'choice'],
    title: 'What is invalid gets failed, and the connection stays usable',
  },
  'REPLY-3': { origins: ['choice'], title: 'The message of failed is a code of the table and a cause' },
  'REPLY-4': { origins: ['choice'], title: 'The message of success is the value as JSON' },
  'REPLY-5': { origins: ['choice'], title: 'The checks come in one order, and the first that fails answers' },
  'AUTH-1': { origins: ['seed'], title: 'Without a session only registering and logging in work' },
  'AUTH-2': {
    origins: ['seed', 'choice'],
    title: 'Registering makes the account when both passwords are equal',
  },
  'AUTH-3': { origins: ['seed'], title: 'Logging in opens the session; an unknown name is told to register' },
  'AUTH-4': { origins: ['seed', 'choice'], title: 'Logging out ends the session and keeps the connection' },
  'AUTH-5': { origins: ['choice'], title: 'One account may have any number of sessions at once' },
  'AUTH-6': { origins: ['choice'], title: 'Passwords and tokens are kept as hashes and never told' },
  'AUTH-7': { origins: ['choice'], title: 'Guessing passwords is stopped, and the owner still gets in' },
  'AUTH-8': { origins: ['choice'], title: 'The form of names and codes; lists are ordered by code points' },
  'CHAT-1': { origins: ['seed', 'choice'], title: 'A message arrives at once, or waits for who is away' },
  'CHAT-2': { origins: ['seed', 'choice'], title: 'GET hands out one conversation, once, 500 a reply' },
  'CHAT-3': {
    origins: ['choice'],
    title: 'Nothing is lost in flight: the next request settles what was got',
  },
  'CHAT-4': { origins: ['choice'], title: 'Success means durable; one order, each message once' },
  'CHAT-5': { origins: ['seed', 'choice'], title: 'Only members send to and fetch from a group' },
  'CHAT-6': { origins: ['choice'], title: 'A message to oneself arrives once' },
  'NOTIF-1': { origins: ['seed', 'choice'], title: 'NOTIF-GET shows what is unread and fetches nothing' },
  'NOTIF-2': { origins: ['ext'], title: 'Events reach who listens, and nobody else' },
  'NOTIF-3': { origins: ['choice'], title: 'A slow listener loses events, never messages, and slows nobody' },
  'NOTIF-4': { origins: ['ext'], title: 'NOTIF-SINCE tells what came after a message' },
  'GROUP-1': {
    origins: ['seed', 'choice'],
    title: 'Who creates a group is its admin; its code is unguessable',
  },
  'GROUP-2': {
    origins: ['seed', 'choice'],
    title: 'Only an admin invites, and the invited are members at once',
  },
  'GROUP-3': { origins: ['choice'], title: 'A group keeps an admin until its last member leaves' },
  'FILE-1': {
    origins: ['seed', 'choice'],
    title: 'A file is sent after success ready, as exactly its bytes',
  },
  'FILE-2': { origins: ['choice'], title: "Only the path's last component is kept, as a name" },
  'FILE-3': { origins: ['seed', 'choice'], title: 'Any file is taken, and its kind told from its bytes' },
  'FILE-4': { origins: ['choice'], title: 'The recipients get a message that announces the file' },
  'FILE-5': {
    origins: ['seed', 'choice'],
    title: 'Whoever shares the conversation fetches the file, again and again',
  },
  'FILE-6': { origins: ['choice'], title: 'Half an upload leaves nothing behind' },
  'TLS-1': { origins: ['ext'], title: 'The same protocol inside TLS' },
  'HTTP-1': { origins: ['ext'], title: 'The same verbs over HTTP' },
} as const satisfies Record<string, ClauseRow>

interface ClauseRow {
  readonly origins: readonly ('seed' | 'choice' | 'ext')[]
  readonly title: string
}

/** The id of a clause. */
export type Clause = keyof typeof clauses

/** Every clause, in the matrix's order. */
export const clauseIds = Object.keys(clauses) as readonly Clause[]

/** Whether a string is the id of a clause. */
export const isClause = (id: string): id is Clause => Object.hasOwn(clauses, id)
