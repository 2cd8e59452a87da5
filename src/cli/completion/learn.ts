import type { CredentialKey } from '../../credentials/credential-store.js'
import type { ValueOf, Verb } from '../../protocol/verbs.js'
import { type Kept, KeptLists } from './kept-lists.js'

type Lists = Pick<Kept, 'contacts' | 'groups'>
type Lessons = { readonly [V in Verb]?: (value: NonNullable<ValueOf<V>>, known: Lists) => Partial<Lists> }

const added = <T>(all: readonly T[], one: T, idOf: (item: T) => string): T[] => [
  ...all.filter((item) => idOf(item) !== idOf(one)),
  one,
]
const itself = (name: string) => name
const codeOf = ({ code }: { code: string }) => code
const joined = ({ code, name }: { code: string; name: string }, { groups }: Lists) => ({
  groups: added(groups, { code, name }, codeOf),
})

/** What each verb's value tells of the contacts and groups. */
const lessons: Lessons = {
  'CONTACT-GET': (contacts) => ({ contacts: contacts.map(({ name }) => name) }),
  'CONTACT-ADD': ({ name }, { contacts }) => ({ contacts: added(contacts, name, itself) }),
  'CONTACT-DELETE': ({ name }, { contacts }) => ({ contacts: contacts.filter((other) => other !== name) }),
  'GROUP-GET': (groups) => ({ groups: groups.map(({ code, name }) => ({ code, name })) }),
  'GROUP-CREATE': joined,
  'GROUP-JOIN': joined,
  'GROUP-EXIT': ({ code }, { groups }) => ({ groups: groups.filter((other) => other.code !== code) }),
}

/** Keeps for completion what a command saw by the way; only where completion is in use. Never fails. */
export function learn<V extends Verb>(
  verb: V,
  value: NonNullable<ValueOf<V>>,
  key: CredentialKey,
  env: NodeJS.ProcessEnv,
): void {
  const lesson = lessons[verb] as ((value: unknown, known: Lists) => Partial<Lists>) | undefined
  const lists = new KeptLists(env)
  if (!lesson || !lists.isUsed) return
  const kept = lists.read(key)
  lists.write({ ...kept, ...lesson(value, kept) })
}
