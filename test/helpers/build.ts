import { ensureBuilt } from '../e2e/run-pychat.js'

/** Before all tests: those that start the built command must find it, and never see it half built. */
export default function setup(): void {
  ensureBuilt()
}
