/** HTML that is safe to put into a page. Only the template below makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Content = Markup | string | number | undefined | false | readonly Content[]

/** A template for HTML: what is put in is text and comes out escaped, unless it came out of this template itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, i) => part + (i < contents.length ? textOf(contents[i]) : '')).join(''))
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text
  if (typeof content === 'object') return content.map(textOf).join('')
  if (content === undefined || content === false) return ''
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
