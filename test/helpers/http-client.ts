import { expect } from 'vitest'

/** What the gateway answered. `value` is the JSON, undefined without a body. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: whatever came
  readonly value: any
}

/** Asks a gateway as one who shows a bearer's word, or none. */
export class HttpClient {
  readonly base: string
  bearer: string | undefined

  constructor(base: string, bearer?: string) {
    this.base = base
    this.bearer = bearer
  }

  /** @param route a method and a path: `POST /session`; `body` goes as JSON */
  async ask(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const [method, path] = route.split(' ') as [string, string]
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.bearer !== undefined && { authorization: `Bearer ${this.bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      value: text === '' ? undefined : JSON.parse(text),
    }
  }

  /** Asks, and expects success; answers the value. */
  async value(route: string, body?: unknown, headers?: Record<string, string>): Promise<Answer['value']> {
    const { status, value } = await this.ask(route, body, headers)
    expect(status, JSON.stringify(value)).toBeLessThan(300)
    return value
  }

  /** Asks, and expects a refusal: `404 unknown-user`. */
  async refusal(route: string, body?: unknown, headers?: Record<string, string>): Promise<string> {
    const { status, headers: head, value } = await this.ask(route, body, headers)
    expect(head.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(value).toMatchObject({ status, message: value.detail, title: expect.any(String) })
    return `${status} ${value.code}`
  }
}
