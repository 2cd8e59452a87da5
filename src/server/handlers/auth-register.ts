import { Refusal } from '../../protocol/refusals.js'
import type { SlowHandler } from '../handler.js'

const taken = (name: string) => new Refusal('name-taken', `the name ${name} is taken; choose another`)

/** AUTH-2. The prepared value is the password's hash. */
export const authRegister: SlowHandler<'AUTH-REGISTER', string> = {
  async prepare({ store, passwords }, { name, password, confirm }) {
    if (password !== confirm) return new Refusal('password-mismatch')
    if (store.findAccount(name)) return taken(name)
    return passwords.queue(() => passwords.hash(password))
  },
  run({ store, throttle, address, now }, { name }, passwordHash) {
    if (!store.createAccount({ name, passwordHash, at: now })) return taken(name)
    throttle.succeeded(address, name)
    return { user: name }
  },
}
