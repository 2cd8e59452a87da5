// Asks the system's keychain for pychat, in a process that can be ended where a native call hangs. stdin is
// {"calls":[["getPassword","service","account"],…],"library":"keytar","left":3000}, stdout {"values":[…]} or {"error":"…"}.
import { text } from 'node:stream/consumers'

const { calls, library, left } = JSON.parse(await text(process.stdin))
// Whoever asked may be gone by then.
setTimeout(() => process.kill(process.pid, 'SIGKILL'), left).unref()

async function answer() {
  const keychain = await load()
  const values = []
  for (const [method, ...args] of calls) values.push((await keychain[method](...args)) ?? null)
  return { values }
}

async function load() {
  try {
    return (await import(library)).default
  } catch (error) {
    const isMissing = error.code === 'ERR_MODULE_NOT_FOUND'
    throw new Error(isMissing ? `${library} is not installed` : `${library} cannot be loaded${remedy()}`)
  }
}

const remedy = () => (process.platform === 'linux' ? '; is libsecret installed (libsecret-1-0)?' : '')

const result = await answer().catch((error) => ({ error: String(error.message).split('\n')[0] }))
process.stdout.write(JSON.stringify(result))
