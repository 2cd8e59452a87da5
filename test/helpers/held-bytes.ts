import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const inUse = () => {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** How many bytes more are held after the work than before, once what is not needed any more was collected. */
export function heldBytes(work: () => void): number {
  const before = inUse()
  work()
  return inUse() - before
}
