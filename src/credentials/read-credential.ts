import { fits, optional, record, string } from '../protocol/shape.js'
import type { Credential } from './credential-store.js'

const shape = record({
  origin: string,
  user: string,
  kind: string,
  secret: string,
  expires: optional(string),
  since: string,
})

/** The credential that a store wrote as JSON; undefined where the text is none. */
export function readCredential(text: string): Credential | undefined {
  const value = parse(text)
  return isCredential(value) ? value : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isCredential = (value: unknown): value is Credential =>
  fits(shape, value) && (value.kind === 'token' || value.kind === 'password')
