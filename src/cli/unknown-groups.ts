import type { Client } from '../client/client.js'
import { isRefusal } from './session.js'

/** Which of these codes are of no group that the session's user is in; none where the server does not tell. */
export async function unknownGroups(client: Client, codes: readonly string[]): Promise<readonly string[]> {
  try {
    const { value } = await client.groupGet()
    return value ? codes.filter((wanted) => !value.some(({ code }) => code === wanted)) : []
  } catch (error) {
    if (isRefusal(error)) return []
    throw error
  }
}
