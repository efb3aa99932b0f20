import { defineConfig } from 'vitest/config';

/**
 * The one test configuration: packages run it with `-c ../../vitest.config.ts`, against
 * their built `dist`. `--mode packed` runs the slow tests of the packed packages instead.
 */
export default defineConfig(({ mode }) => ({
  // tsup does the same for what is built; this is for a test that imports a source.
  define: { __SYNC_VERSION__: '"test"' },
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    ...(mode === 'packed'
      ? { include: ['test/packed/**/*.test.mjs'], globalSetup: ['test/packed/setup.mjs'], maxWorkers: 1 }
      : { include: ['test/**/*.test.{ts,mjs}'], exclude: ['test/packed/**', '**/node_modules/**'] }),
  },
}));
