import type { Client } from './client.js'

/** How long to wait for the server's end of a connection that has nothing more to say, in milliseconds. */
const FAREWELL = 1_000

/** Closes a connection in order, and breaks it where the server does not end its side: some never do. */
export async function farewell(client: Client): Promise<void> {
  const timer = setTimeout(() => client.reset(), FAREWELL)
  await client.close()
  clearTimeout(timer)
}
