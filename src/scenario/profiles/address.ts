/** The URL of an address that may refer to `${port}`; undefined where it is no `tcp://host:port`. */
export function addressOf(template: string, port: number): URL | undefined {
  const text = template.replaceAll(`\${port}`, String(port))
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return /^tcp:\/\/[^/@?#]+\/?$/.test(url.href) && url.port !== '0' ? url : undefined
}
