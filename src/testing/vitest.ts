/** Imported for its effect: vitest's `expect` has the matchers, and TypeScript knows that it has. */
import { expect } from 'vitest'
import { type Assertions, type AsymmetricMatchers, matchers } from './matchers.js'

expect.extend(matchers)

// By way of Chai, which vitest's types build on: the parameters of vitest's own interfaces differ between its versions.
declare global {
  namespace Chai {
    interface Assertion extends Assertions {}
    interface ExpectStatic extends AsymmetricMatchers {}
  }
}
