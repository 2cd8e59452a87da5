import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** The folder of this package, wherever this module is bundled to: one of the bundles is CommonJS, without `import.meta`. */
export function packageFolder(): string {
  const here = typeof __filename === 'string' ? __filename : import.meta.url
  return dirname(createRequire(here).resolve('pychat/package.json'))
}
