import { fileURLToPath } from 'node:url'

/** The folder of the conformance scenarios that come with this package. */
export const shippedScenarios = (): string =>
  fileURLToPath(new URL('../../scenarios/conformance', import.meta.url))
