import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Tests wait for the network, the disk and other processes: one worker would leave half of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: './test/helpers/build.ts',
    reporters: ['default', './scripts/count-reporter.ts'],
  },
})
