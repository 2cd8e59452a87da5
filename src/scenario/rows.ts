import { CsvError, parse } from 'csv-parse/sync'
import type { CaseRow } from './cases.js'
import { problemsOf } from './issues.js'
import { rowsSchema } from './schema.js'
import { Faulty, Source } from './source.js'

/**
 * Reads the rows of `cases` from the text of a YAML or CSV file; a CSV file's first line names the columns. Throws
 * Faulty for what is wrong with it.
 */
export function parseRows(file: string, text: string): CaseRow[] {
  return file.endsWith('.csv') ? fromCsv(file, text) : fromYaml(file, text)
}

function fromYaml(file: string, text: string): CaseRow[] {
  const source = Source.sound(file, text)
  const read = rowsSchema.safeParse(source.value)
  if (read.success) return read.data
  throw new Faulty(problemsOf(read.error.issues, source))
}

function fromCsv(file: string, text: string): CaseRow[] {
  const fault = (line: number, message: string) => new Faulty([{ file, line, column: 1, message }])
  const columns = (names: string[]) => {
    const twice = names.find((name, i) => names.indexOf(name) < i)
    if (twice !== undefined) throw fault(1, `there are two columns ${twice}`)
    return names
  }
  let records: unknown
  try {
    records = parse(text, { columns, bom: true, skip_empty_lines: true, cast: numbered })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { lines, column, message } = error
    const isOfColumn = typeof column === 'string' && !error.code.startsWith('CSV_RECORD')
    throw fault(Number(lines ?? 1), isOfColumn ? `column ${column}: ${message}` : message)
  }
  const read = rowsSchema.safeParse(records)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw fault(
    1,
    issue?.code === 'invalid_key'
      ? `column ${String(issue.path.at(-1))}: ${issue.issues[0]?.message}`
      : issue!.message,
  )
}

/** A whole number is a number, as it would be in YAML; in a line it looks the same. */
const numbered = (text: string, { header }: { header: boolean }) =>
  !header && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text
