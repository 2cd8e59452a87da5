/**
 * The shape of a reply's JSON value, written as data so that types, checks, docs and schemas all come from it.
 * Unknown properties are allowed everywhere: a later server may say more.
 */
export type Shape =
  | { readonly kind: 'string' | 'integer' | 'boolean' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Field>> }

type Field = Shape | { readonly kind: 'optional'; readonly of: Shape }

/** The TypeScript type that a shape describes. */
export type Infer<S> = S extends { kind: 'string' }
  ? string
  : S extends { kind: 'integer' }
    ? number
    : S extends { kind: 'boolean' }
      ? boolean
      : S extends { kind: 'list'; of: infer T }
        ? Infer<T>[]
        : S extends { kind: 'record'; fields: infer F }
          ? Simplify<
              { -readonly [K in keyof F as F[K] extends { kind: 'optional' } ? never : K]: Infer<F[K]> } & {
                -readonly [K in keyof F as F[K] extends { kind: 'optional' } ? K : never]?: F[K] extends {
                  of: infer T
                }
                  ? Infer<T>
                  : never
              }
            >
          : never

type Simplify<T> = { [K in keyof T]: T[K] }

export const string = { kind: 'string' } as const
export const integer = { kind: 'integer' } as const
export const boolean = { kind: 'boolean' } as const
export const list = <const S extends Shape>(of: S) => ({ kind: 'list', of }) as const
export const optional = <const S extends Shape>(of: S) => ({ kind: 'optional', of }) as const
export const record = <const F extends Record<string, Field>>(fields: F) =>
  ({ kind: 'record', fields }) as const

/** Whether a parsed JSON value has the shape. */
export function fits<S extends Shape>(shape: S, value: unknown): value is Infer<S> {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string'
    case 'integer':
      return Number.isSafeInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value) && value.every((item) => fits(shape.of, item))
    case 'record':
      return (
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.entries(shape.fields).every(([key, field]) => {
          const item = (value as Record<string, unknown>)[key]
          return field.kind === 'optional' ? item === undefined || fits(field.of, item) : fits(field, item)
        })
      )
  }
}

/** The shape in the notation of docs/protocol.md: `{id, at}`, `[{name, online}]`. */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case 'list':
      return `[${describeShape(shape.of)}]`
    case 'record':
      return `{${Object.entries(shape.fields).map(describeField).join(', ')}}`
    default:
      return shape.kind
  }
}

function describeField([name, field]: [string, Field]): string {
  const inner = field.kind === 'optional' ? field.of : field
  const mark = field.kind === 'optional' ? '?' : ''
  const nested = inner.kind === 'record' || (inner.kind === 'list' && inner.of.kind === 'record')
  return nested ? `${name}${mark}: ${describeShape(inner)}` : `${name}${mark}`
}
