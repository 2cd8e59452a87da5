/**
 * The contract of a store: all that the server must remember, in the words of the protocol. `test/contracts/store`
 * is its test suite; every engine must pass it.
 *
 * **Transactions.** The methods are synchronous and run inside `transaction`; what one of them throws rolls the whole
 * transaction back. What `transaction` has returned from is durable (CHAT-4): it survives the loss of power.
 *
 * **Order.** Message ids grow in the order of `append` and are never given out twice, not even after a group with all
 * its messages has gone. What a reader has fetched is one cursor a conversation, so an engine with several writers
 * must not let an id become visible before a smaller one: the cursor would step over the smaller for ever.
 *
 * **Conversations.** What A sends to B and what B sends to A are two conversations, with one reader each; a group is
 * one conversation, read by its members. A send writes one row, whatever the number of readers.
 */
export interface Store {
  /**
   * Runs the work as one transaction; not to be nested. Where the work throws, that is thrown on.
   * @throws CommitError where the commit itself failed
   */
  transaction<T>(work: () => T): T

  /** Makes an account; undefined where the name is taken. `passwordHash` is opaque to the store. */
  createAccount(account: { name: string; passwordHash: string; at: number }): Account | undefined
  findAccount(name: string): Account | undefined
  passwordHash(account: AccountId): string
  setPasswordHash(account: AccountId, passwordHash: string): void

  /** Keeps a token by its hash until `expires` (ms). At `most` tokens an account: the oldest make room. */
  addToken(token: { hash: string; account: AccountId; expires: number; now: number; most: number }): void
  findToken(hash: string, now: number): Account | undefined
  revokeToken(hash: string): void
  /** Revokes all of an account's tokens but one. */
  revokeTokens(account: AccountId, except: string | undefined): void

  /** Answers false where it is there already. */
  addContact(owner: AccountId, contact: AccountId): boolean
  /** Answers false where it is not there. */
  removeContact(owner: AccountId, contact: AccountId): boolean
  /** By name, in the order of code points (AUTH-8). */
  contacts(owner: AccountId): Account[]
  /** Who has this account among their contacts. */
  contactOf(contact: AccountId): AccountId[]

  /** Makes a group with its creator as admin (GROUP-1). */
  createGroup(group: { code: string; title: string; creator: AccountId; at: number }): Group
  findGroup(code: string): Group | undefined
  /** What the account is to the group; undefined where it is no member. */
  role(group: ConversationId, account: AccountId): Role | undefined
  /** Makes the account a member from now on; it must not be one. */
  addMember(group: ConversationId, account: AccountId): void
  /** Takes a member out with all it has unread; settles who is admin and whether the group goes on (GROUP-3). */
  removeMember(group: ConversationId, account: AccountId): Departure
  /** In the order of joining. */
  members(group: ConversationId): Member[]
  memberIds(group: ConversationId): readonly AccountId[]
  /** In the order of joining. */
  groups(account: AccountId): Membership[]

  /** The conversation in which `sender` writes to `reader`; undefined where nothing was ever sent in it. */
  findPrivate(sender: AccountId, reader: AccountId): ConversationId | undefined
  /** The same, made where it is not there yet. */
  openPrivate(sender: AccountId, reader: AccountId): ConversationId

  /** Adds a message and answers with its id. */
  append(message: {
    conversation: ConversationId
    sender: AccountId
    at: number
    text: string
    file?: FileId | undefined
  }): MessageId
  /**
   * What the reader has not fetched of a conversation, oldest first: at most `most` messages, and no more once their
   * texts hold `characters`. `upTo` is the cursor that fetching them all comes to; undefined where it stays.
   */
  unfetched(
    conversation: ConversationId,
    reader: AccountId,
    most: number,
    characters: number,
  ): { messages: StoredMessage[]; upTo: MessageId | undefined }
  /** Moves the reader's cursor forward, never back; nothing where it is no reader any more. */
  settle(conversation: ConversationId, reader: AccountId, upTo: MessageId): void
  /** How many messages wait for the reader, over all conversations. */
  unread(reader: AccountId): number
  /** The oldest `most` messages that the reader has not fetched, over all conversations. */
  inbox(reader: AccountId, most: number): StoredMessage[]
  /** The oldest `most` messages that reached the reader after the id, fetched or not, over all conversations. */
  since(reader: AccountId, after: MessageId, most: number): StoredMessage[]
  /** Both directions between two accounts, before the id, newest first. */
  privateHistory(one: AccountId, other: AccountId, before: MessageId, most: number): StoredMessage[]
  /** All of a group since the reader joined, before the id, newest first. */
  groupHistory(group: ConversationId, reader: AccountId, before: MessageId, most: number): StoredMessage[]
  /** The id of the newest message ever appended, 0 before the first. */
  lastMessage(): MessageId

  addFile(file: NewFile): FileId
  /** A file of one of the conversations; undefined where it is in none of them or was deleted. */
  findFile(code: string, conversations: readonly (ConversationId | undefined)[]): FileFacts | undefined
  /** Forgets the bytes of a file that the account sent; messages still tell of it. False where there is none such. */
  deleteFile(code: string, sender: AccountId): boolean
  /** Bytes that the account's files take. */
  usedBytes(account: AccountId): number
  /** Whether the bytes of this code must be kept. */
  hasFile(code: string): boolean

  /** What a request with this key of the account's was answered after `since` (ms). */
  findAnswer(account: AccountId, key: string, since: number): KeptAnswer | undefined
  /**
   * Keeps an answer under the account's key, in place of an older one. At `most` an account: the oldest make room. So do
   * a few of all that are not after `since` (ms): more than one, so that in the end none is left.
   */
  keepAnswer(
    answer: KeptAnswer & { account: AccountId; key: string; at: number; since: number; most: number },
  ): void

  /** Removes a slice of what deleted groups left behind; answers whether there is more. Runs its own transaction. */
  purge(): boolean
  close(): void
}

export type AccountId = number
export type ConversationId = number
export type FileId = number
/** Grows with every message; the protocol's opaque `id` is written from it. */
export type MessageId = number
export type Role = 'admin' | 'member'

export interface Account {
  readonly id: AccountId
  readonly name: string
}

export interface Group {
  readonly id: ConversationId
  readonly code: string
  readonly title: string
}

export interface Member extends Account {
  readonly role: Role
}

export interface Membership {
  readonly code: string
  readonly title: string
  readonly role: Role
  readonly members: number
  readonly unread: number
}

/** What a member's leaving brought about. `files` are the codes of the files that went with the group. */
export interface Departure {
  readonly promoted?: Account
  readonly files: readonly string[]
}

export interface StoredMessage {
  readonly id: MessageId
  readonly from: string
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** The group's code, where it came through one. */
  readonly group?: string
  readonly file?: {
    readonly code: string
    readonly name: string
    readonly size: number
    readonly mime: string
  }
}

export interface FileFacts {
  readonly code: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly mime: string
  /** Lower-case hex. */
  readonly sha256: string
}

export interface NewFile extends FileFacts {
  readonly conversation: ConversationId
  readonly sender: AccountId
  readonly at: number
}

/** An answer, and the fingerprint of the request that it was given to; both opaque to the store. */
export interface KeptAnswer {
  readonly request: string
  readonly answer: string
}

/** Why a store could not be opened; the message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'

  constructor(
    readonly code: 'locked' | 'damaged' | 'newer' | 'foreign' | 'unusable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** A commit failed: what the transaction did is not to be relied on, and not to be repeated either. */
export class CommitError extends Error {
  override readonly name = 'CommitError'
}
