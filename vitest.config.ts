import { defineConfig } from 'vitest/config';

/** The one test configuration: packages run it with `-c ../../vitest.config.ts`, against their built `dist`. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
