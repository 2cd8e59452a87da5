import type { PageEntry } from './data.js'

/** Where a sequence diagram's parts go, in pixels. */
export interface Layout {
  readonly width: number
  readonly height: number
  /** The lines of life; the server's among them. */
  readonly lanes: readonly { readonly name: string; readonly x: number; readonly isServer: boolean }[]
  readonly rows: readonly Row[]
}

export interface Row {
  readonly kind: PageEntry[2]
  readonly isFault: boolean
  /** In milliseconds. */
  readonly time: string
  /** What a person reads who can't see the arrow. */
  readonly told: string
  /** The text in as many lines as there is room for, the first at `textY`. */
  readonly lines: readonly string[]
  readonly textX: number
  readonly textY: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** The arrow, from and to; for a note, where its dot is. */
  readonly from: number
  readonly to: number
  readonly y: number
}

/**
 * Lays a transcript out as a sequence diagram of about so many pixels: the server in the middle of its clients, so that
 * few arrows cross a line. It grows wider where the clients are many.
 */
export function layOut(entries: readonly PageEntry[], available: number): Layout {
  const CHARACTER = 7.25
  const LINE = 15
  const MOST_LINES = 4
  const TIME = 46
  const EDGE = 38
  const NARROWEST = 150
  const HEAD = 40

  // What is left out, and what becomes of the server, stands at the server's line.
  const actors = [...new Set(entries.map(([, actor]) => actor))].filter((actor) => /^[^(]/.test(actor))
  const half = Math.ceil(actors.length / 2)
  const names = [...actors.slice(0, half), 'server', ...actors.slice(half)]
  const gaps = Math.max(1, names.length - 1)
  const gap = Math.max(NARROWEST, Math.floor((available - TIME - 2 * EDGE) / gaps))
  const lanes = names.map((name, i) => ({ name, x: TIME + EDGE + gap * i, isServer: i === half }))
  const width = TIME + 2 * EDGE + gap * gaps
  const server = lanes[half]!.x

  // Wide characters take two places.
  const placesOf = (character: string) =>
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
      character,
    )
      ? 2
      : 1

  // Breaks behind a space or a comma where there is one in the line's second half.
  const wrap = (text: string, places: number): string[] => {
    const lines: string[] = []
    let line = ''
    let taken = 0
    for (const character of text) {
      const wide = placesOf(character)
      if (taken + wide > places) {
        const gap = Math.max(line.lastIndexOf(' '), line.lastIndexOf(',')) + 1
        const end = gap * 2 > line.length ? gap : line.length
        lines.push(line.slice(0, end).trimEnd())
        line = line.slice(end)
        taken = [...line].reduce((sum, one) => sum + placesOf(one), 0)
        if (lines.length === MOST_LINES) return [...lines.slice(0, -1), `${lines.at(-1)!.slice(0, -1)}…`]
      }
      line += character
      taken += wide
    }
    return [...lines, line]
  }

  let y = HEAD
  const rows = entries.map(([at, actor, kind, text, isFault = false]): Row => {
    const lane = lanes.find(({ name, isServer }) => name === actor && !isServer)
    const x = lane?.x ?? server
    const isNote = kind === 'note'
    const room = (isNote ? gap : Math.abs(server - x)) - 20
    const lines = wrap(text, Math.max(1, Math.floor(room / CHARACTER)))
    const top = y + LINE
    const isLeft = x <= server
    const height = lines.length * LINE
    y += height + (isNote ? 8 : 17)
    const verb = { sent: 'sent', received: 'received', note: '' }[kind]
    return {
      ...{ kind, isFault, lines },
      time: at.toFixed(1),
      told: [actor, verb, text].filter((part) => part !== '').join(' '),
      textX: isNote ? x + (isLeft ? 10 : -10) : (x + server) / 2,
      textY: top,
      anchor: isNote ? (isLeft ? 'start' : 'end') : 'middle',
      from: kind === 'received' ? server : x,
      to: kind === 'received' ? x : server,
      y: isNote ? top - 4 : top + height - LINE + 7,
    }
  })
  return { width, height: y + 16, lanes, rows }
}
