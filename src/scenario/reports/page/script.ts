import { create } from './create.js'
import { draw } from './draw.js'
import { matches, readFilter, writeFilter } from './filter.js'
import { layOut } from './lay-out.js'
import { showCase } from './show-case.js'
import { type Parts, start } from './start.js'

const parts: Parts = { create, draw, layOut, showCase, readFilter, writeFilter, matches }

/**
 * The page's script: the text of its functions, which are given to each other, since none of them may refer to anything
 * outside itself. `__name` is what some compilers call to keep the names of functions.
 */
export const pageScript = (): string => {
  const named = Object.entries(parts).map(([name, part]) => `${name}:${part}`)
  return `'use strict';{const __name=(one)=>one;(${start})(window,{${named.join(',')}})}`
}
