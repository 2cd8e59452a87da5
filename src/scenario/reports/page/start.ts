import type { Browser, BrowserElement } from './browser.js'
import type { create as Create } from './create.js'
import type { PageData } from './data.js'
import type { draw as Draw } from './draw.js'
import type {
  Filter,
  matches as Matches,
  readFilter as ReadFilter,
  writeFilter as WriteFilter,
} from './filter.js'
import type { layOut as LayOut } from './lay-out.js'
import type { showCase as ShowCase } from './show-case.js'

/** The functions that the page is made of, by their names. */
export interface Parts {
  readonly create: typeof Create
  readonly draw: typeof Draw
  readonly layOut: typeof LayOut
  readonly showCase: typeof ShowCase
  readonly readFilter: typeof ReadFilter
  readonly writeFilter: typeof WriteFilter
  readonly matches: typeof Matches
}

/** Brings the page to life: the filter, which its address tells, the cases, which are drawn when they are opened, the looks. */
export function start(browser: Browser, parts: Parts): void {
  const { document, location, history, localStorage } = browser
  const byId = (id: string) => document.getElementById(id)!
  const data: PageData = JSON.parse(byId('data').textContent!)
  const form = byId('filter')
  const words = byId('words')
  const clause = byId('clause')
  const boxes = [...form.querySelectorAll('input[type=checkbox]')]
  const cases = [...document.querySelectorAll('.case')].map((element) => {
    const details = element.querySelector('details')!
    const { id = '', outcome = '', level = '', clause: cited = '' } = element.dataset
    const text = details.querySelector('summary')!.textContent!.toLowerCase()
    return { element, details, id, outcome, level, clauses: cited.split('\n'), text }
  })
  let open = ''

  const chosen = (name: string) =>
    boxes.filter((box) => box.dataset.name === name && box.checked).map((box) => box.value)
  const filterOfForm = (): Filter => ({
    ...{ outcome: chosen('outcome'), level: chosen('level') },
    ...{ clause: clause.value, words: words.value },
  })

  const show = (filter: Filter) => {
    let shown = 0
    for (const one of cases) {
      one.element.hidden = !parts.matches(filter, one)
      if (!one.element.hidden) shown++
    }
    byId('shown').textContent =
      shown === cases.length ? `${shown} cases` : `${shown} of ${cases.length} cases`
    byId('none').hidden = shown > 0
  }
  const tell = (filter: Filter) => history.replaceState(null, '', parts.writeFilter(filter, open))
  const changed = () => {
    show(filterOfForm())
    tell(filterOfForm())
  }

  const obeyAddress = () => {
    const filter = parts.readFilter(location.hash)
    for (const box of boxes) {
      box.checked = (box.dataset.name === 'outcome' ? filter.outcome : filter.level).includes(box.value)
    }
    clause.value = filter.clause
    words.value = filter.words
    show(filterOfForm())
    const named = new URLSearchParams(location.hash.slice(1)).get('case')
    const one = cases.find(({ id }) => id === named)
    if (one) {
      one.element.hidden = false
      one.details.open = true
      one.element.scrollIntoView({ block: 'start' })
    } else if (location.hash.includes('=')) byId('cases').scrollIntoView({ block: 'start' })
  }

  const drawn = new Map<number, number>()
  const draw = (index: number) => {
    const { details } = cases[index]!
    if (!details.open || drawn.get(index) === details.clientWidth) return
    drawn.set(index, details.clientWidth)
    parts.showCase(document, details.querySelector('.detail')!, data.cases[index]!, data, parts)
  }
  for (const [index, { details, id }] of cases.entries()) {
    details.addEventListener('toggle', () => {
      if (details.open) {
        draw(index)
        open = id
      } else if (open === id) open = ''
      tell(filterOfForm())
    })
  }

  const dress = (theme: string) => {
    document.documentElement.dataset.theme = theme
    byId('theme').setAttribute('aria-pressed', String(theme === 'dark'))
  }
  const isDark = () => document.documentElement.dataset.theme === 'dark'
  // A page from a file may have no storage.
  const stored = (theme?: string): string | null => {
    try {
      if (theme !== undefined) localStorage.setItem('pychat-theme', theme)
      return localStorage.getItem('pychat-theme')
    } catch {
      return null
    }
  }
  dress(stored() ?? (browser.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'))
  byId('theme').addEventListener('click', () => {
    dress(isDark() ? 'light' : 'dark')
    stored(isDark() ? 'dark' : 'light')
  })

  for (const input of [...boxes, words, clause] as BrowserElement[]) input.addEventListener('input', changed)
  byId('all').addEventListener('click', () => {
    for (const box of boxes) box.checked = false
    words.value = clause.value = ''
    changed()
  })
  browser.addEventListener('hashchange', obeyAddress)
  browser.addEventListener('resize', () => {
    for (const index of cases.keys()) draw(index)
  })
  form.hidden = byId('theme').hidden = false
  obeyAddress()
}
