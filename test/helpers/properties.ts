import fc from 'fast-check'

/**
 * The library of the property tests. They try the same cases in each run, so that a change is judged by what it
 * changed; `npm run properties` tries other ones, and more.
 */
const runs = Number(process.env.PROPERTY_RUNS)
fc.configureGlobal(runs > 0 ? { numRuns: runs } : { seed: 8000 })

export default fc
