import { schemeOf } from '../../protocol/schemes.js'

/** The URL of an address that may refer to `${port}`; undefined where it is no `scheme://host:port`, over HTTP with a path. */
export function addressOf(template: string, port: number): URL | undefined {
  const text = template.replaceAll(`\${port}`, String(port))
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const isPlace = /^([a-z]+:\/\/[^/@?#]+\/?|https?:\/\/[^@?#]+)$/.test(url.href) && url.port !== '0'
  return isPlace && schemeOf(url) ? url : undefined
}
