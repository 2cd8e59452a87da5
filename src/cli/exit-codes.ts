import type { ErrorCode } from './errors.js'

/** What each exit code means: the page `pychat help exit-codes`. */
export const exitMeanings = {
  0: 'done',
  1: "the server said failed, at least of a part (group invite, batch), a scenario's rule was broken, or what listen handed events to failed",
  2: 'wrong usage, or a local file that cannot be read or written, or exists without --force',
  3: 'network or server unreachable, or its certificate not trusted',
  4: 'not authorized, or no credential',
  5: 'time-out, or fewer than asked, or given up before all was judged',
  6: 'the server broke the protocol, or a run of scenarios could not judge',
  7: 'input needed but none may be asked',
  130: 'interrupted',
} as const

export type ExitCode = keyof typeof exitMeanings

/** The exit code of every error, the same with and without --json. */
export const exitCodes: Readonly<Record<ErrorCode, ExitCode>> = {
  malformed: 1,
  'line-too-long': 1,
  'unknown-keyword': 1,
  'wrong-arguments': 1,
  'argument-too-long': 1,
  'bad-argument': 1,
  'already-authorized': 1,
  'password-mismatch': 1,
  'name-taken': 1,
  'unknown-user': 1,
  'already-contact': 1,
  'not-yourself': 1,
  'not-contact': 1,
  'unknown-group': 1,
  'already-member': 1,
  'not-member': 1,
  'not-admin': 1,
  'none-added': 1,
  'bad-size': 1,
  'file-too-large': 1,
  'quota-exceeded': 1,
  'unknown-file': 1,
  busy: 1,
  internal: 1,
  refused: 1,
  'rule-broken': 1,
  'command-failed': 1,
  'webhook-failed': 1,

  usage: 2,
  'over-limit': 2,
  'local-file': 2,
  'credential-store': 2,
  config: 2,
  output: 2,

  unreachable: 3,
  untrusted: 3,
  disconnected: 3,

  'not-authorized': 4,
  'wrong-password': 4,
  'bad-token': 4,
  'too-many-attempts': 4,
  'no-credential': 4,
  'login-refused': 4,

  timeout: 5,
  fewer: 5,

  protocol: 6,
  bug: 6,

  'input-needed': 7,

  aborted: 130,
}
