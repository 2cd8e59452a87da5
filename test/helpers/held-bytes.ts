import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** How many bytes the process uses, once what is not needed any more was collected. */
export const bytesInUse = () => {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** How many bytes more are held after the work than before, once what is not needed any more was collected. */
export function heldBytes(work: () => void): number {
  const before = bytesInUse()
  work()
  return bytesInUse() - before
}
