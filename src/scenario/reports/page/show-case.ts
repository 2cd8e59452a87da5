import type { BrowserDocument, BrowserElement } from './browser.js'
import type { create as Create } from './create.js'
import type { PageCase, PageData } from './data.js'
import type { draw as Draw } from './draw.js'
import type { layOut as LayOut } from './lay-out.js'

/** Fills a case that was opened: its file with the line that it failed at, beside what happened. */
export function showCase(
  document: BrowserDocument,
  place: BrowserElement,
  { file, line, entries }: PageCase,
  { files }: PageData,
  { create, draw, layOut }: { create: typeof Create; draw: typeof Draw; layOut: typeof LayOut },
): void {
  const make = (
    name: string,
    attributes: Readonly<Record<string, string | number>>,
    ...children: readonly (BrowserElement | string)[]
  ) => create(document, name, attributes, ...children)

  const sourceLine = (text: string, index: number) => {
    const isMarked = index + 1 === line
    const comment = text.search(/(^|\s)#/)
    const key = /^(\s*(?:- )*)([\w-]+)(?=:(\s|$))/.exec(text)
    const rest = comment < 0 ? text.length : comment
    const parts =
      key && key[0].length <= rest
        ? [key[1]!, make('b', {}, key[2]!), text.slice(key[0].length, rest)]
        : [text.slice(0, rest)]
    return make(
      'span',
      {
        class: isMarked ? 'line marked' : 'line',
        'data-number': index + 1,
        ...(isMarked && { 'aria-current': 'true' }),
      },
      ...parts,
      ...(rest < text.length ? [make('i', {}, text.slice(rest))] : []),
      '\n',
    )
  }

  const source = files[file]
  const code = source === undefined ? [] : source.replace(/\n$/, '').split('\n').map(sourceLine)
  const told = make('div', { class: 'exchange' })
  const excerpt = place.querySelector('.excerpt')
  place.replaceChildren(
    ...(source === undefined
      ? excerpt
        ? [excerpt]
        : []
      : [
          make(
            'section',
            { class: 'source' },
            make('h3', {}, file),
            make('pre', { tabindex: 0, role: 'region', 'aria-label': 'source' }, make('code', {}, ...code)),
          ),
        ]),
    told,
  )
  if (entries === undefined || entries.length === 0) {
    told.append(make('p', { class: 'quiet' }, 'The exchange of this case was not kept.'))
    return
  }
  const layout = layOut(entries, told.clientWidth)
  const list = layout.rows.map((row) => make('li', {}, make('span', {}, `${row.time} ms`), ` ${row.told}`))
  told.append(
    make('h3', {}, 'what happened'),
    make(
      'div',
      { class: 'diagram', tabindex: 0, role: 'region', 'aria-label': 'diagram' },
      draw(document, layout, create),
    ),
    make('details', {}, make('summary', {}, 'as text'), make('ol', {}, ...list)),
  )
}
