import type { BrowserDocument, BrowserElement } from './browser.js'
import type { create as Create } from './create.js'
import type { Layout, Row } from './lay-out.js'

/** Draws a laid out transcript. It is left out for who can't see it: the same stands below as a list. */
export function draw(
  document: BrowserDocument,
  { width, height, lanes, rows }: Layout,
  create: typeof Create,
): BrowserElement {
  const HEAD = 26
  const make = (
    name: string,
    attributes: Readonly<Record<string, string | number>>,
    ...children: readonly (BrowserElement | string)[]
  ) => create(document, `svg:${name}`, attributes, ...children)

  const text = (row: Row) =>
    make(
      'text',
      { 'text-anchor': row.anchor },
      ...row.lines.map((line, i) => make('tspan', { x: row.textX, y: row.textY + i * 15 }, line)),
    )

  const arrow = ({ from, to, y }: Row) => {
    const back = to > from ? -1 : 1
    return [
      make('line', { x1: from, x2: to + back * 7, y1: y, y2: y, class: 'arrow' }),
      make('path', { d: `M${to} ${y}l${back * 8} -4v8z`, class: 'head' }),
    ]
  }

  const time = (y: number, text: string) =>
    make('text', { x: 46, y, 'text-anchor': 'end', class: 'time' }, text)

  return make(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    time(19, 'ms'),
    ...lanes.map(({ name, x, isServer }) => {
      const label = name.length > 10 ? `${name.slice(0, 9)}…` : name
      const wide = Math.max(44, label.length * 7.25 + 16)
      return make(
        'g',
        { class: isServer ? 'lane server' : 'lane' },
        make('line', { x1: x, x2: x, y1: HEAD, y2: height - 6 }),
        make('rect', { x: x - wide / 2, y: 2, width: wide, height: HEAD - 2, rx: 6 }),
        make('text', { x, y: 19, 'text-anchor': 'middle' }, label),
        make('title', {}, name),
      )
    }),
    ...rows.map((row) =>
      make(
        'g',
        { class: row.isFault ? `row ${row.kind} fault` : `row ${row.kind}` },
        make('title', {}, `${row.time} ms ${row.told}`),
        time(row.y + 4, row.time),
        ...(row.kind === 'note' ? [make('circle', { cx: row.from, cy: row.y, r: 3.5 })] : arrow(row)),
        text(row),
      ),
    ),
  )
}
