import { integer, optional, record, string } from '../protocol/shape.js'

/** Who is logged in where, and by what, as `auth login` and `auth status` tell it. */
export const loginShape = record({
  user: optional(string),
  server: string,
  unread: optional(integer),
  credential: record({ kind: string, place: string, expires: optional(string) }),
})
