/** What is looked up for an argument or a flag's value when a shell asks. */
export type Completes =
  | 'clause'
  | 'command'
  | 'contact'
  | 'file'
  | 'group'
  | 'profile'
  | 'scenario'
  | 'server'
  | 'tag'
  | 'user'
  | 'verb'

/** Says what completes an argument or a flag's value, where its `options` do not. The build puts it into the manifest. */
export const completing = <T extends object>(completes: Completes | readonly string[], definition: T): T =>
  Object.assign(definition, { completes })
