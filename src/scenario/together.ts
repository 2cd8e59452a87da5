import type { Actor } from './actor.js'

/**
 * Waits for all; where one fails, the waits of all these actors end at once, so that none goes on behind what comes next.
 * Throws the first failure.
 */
export async function together<T>(acts: readonly Promise<T>[], actors: readonly Actor[]): Promise<T[]> {
  try {
    return await Promise.all(acts)
  } catch (error) {
    const all = Promise.allSettled(acts)
    await Promise.all(actors.map((actor) => actor.cut(all)))
    throw error
  }
}
