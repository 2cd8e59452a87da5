import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What this machine lacks for a Secret Service of our own, in words; undefined where it has all. */
export function missingForSecretService(): string | undefined {
  const isThere = (command: string) => !spawnSync(command, ['--version']).error
  const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((command) => !isThere(command))
  return missing.length > 0 ? `${missing.join(' and ')} not installed` : undefined
}

interface SecretService {
  /** What a process needs to reach it. */
  readonly env: { readonly DBUS_SESSION_BUS_ADDRESS: string }
  close(): Promise<void>
}

const UNLOCK = 'printf secret | gnome-keyring-daemon --unlock --components=secrets'
const START = 'gnome-keyring-daemon --start --components=secrets'

/** A keyring that is not on the bus yet would outlive it. */
const WAIT = `timeout 10 sh -c 'until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \\
  org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets; do sleep 0.05; done' > /dev/null 2>&1`

/** A session bus with a keyring of its own: unlocked, or one whose password nobody types. */
export async function startSecretService({ locked = false } = {}): Promise<SecretService> {
  const home = mkdtempSync(join(tmpdir(), 'pychat-keyring-'))
  // A keyring is made by unlocking it.
  if (locked) await inSession(home, UNLOCK).then(({ end }) => end())
  const { address, end } = await inSession(home, locked ? START : UNLOCK)
  const close = async () => {
    await end()
    rmSync(home, { recursive: true, force: true })
  }
  return { env: { DBUS_SESSION_BUS_ADDRESS: address }, close }
}

/** A session in which a command was run; it lasts until `end`. */
async function inSession(
  home: string,
  command: string,
): Promise<{ address: string; end: () => Promise<void> }> {
  const script = `${command} > /dev/null && ${WAIT} && echo "$DBUS_SESSION_BUS_ADDRESS" && cat`
  const child = spawn('dbus-run-session', ['--', 'sh', '-c', script], {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), exited.then(() => [''])])
  const end = async () => {
    child.stdin.end()
    await exited
  }
  return { address: String(line).trim(), end }
}
