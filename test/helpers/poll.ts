/** Asks again until the answer will do; rejects with the last answer after `within` milliseconds. */
export async function poll<T>(
  ask: () => T | Promise<T>,
  will: (answer: T) => boolean,
  within = 3000,
): Promise<T> {
  const end = performance.now() + within
  for (;;) {
    const answer = await ask()
    if (will(answer)) return answer
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ${within} ms`)
    await pause(10)
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
