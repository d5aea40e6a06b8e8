import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // what is waited for comes late where other tests keep the machine busy
    expect: { poll: { timeout: 10_000 } },
    // two cores: browsers and servers of more files at once would only wait for each other
    maxWorkers: 2,
    retry: 0,
    allowOnly: false,
    reporters: ['default'],
  },
})
