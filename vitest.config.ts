import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * The one test configuration: packages run it with `-c ../../vitest.config.ts`, against
 * their built `dist`. `--mode packed` runs the slow tests of the packed packages instead.
 */
export default defineConfig(({ mode }) => ({
  ...placeOf(process.cwd()),
  // tsup does the same for what is built; this is for a test that imports a source.
  define: { __SYNC_VERSION__: '"test"' },
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is built is imported as it is, by Node itself, in tests as in their threads.
    server: { deps: { external: [/\/dist\//] } },
    ...(mode === 'packed'
      ? { include: ['test/packed/**/*.test.mjs'], globalSetup: ['test/packed/setup.mjs'], maxWorkers: 1, maxConcurrency: 2 }
      : { include: ['test/**/*.test.{ts,mjs}'], exclude: ['test/packed/**', '**/node_modules/**'] }),
  },
}));

/**
 * Vite takes a `#` or a `?` in a path for the end of that path. A workspace that has one
 * is reached by a link without it, and what is found there stays under that name; vitest
 * itself, which insists on its real path, too.
 */
function placeOf(folder: string) {
  if (!/[#?]/.test(folder)) return { root: folder };
  const workspace = fileURLToPath(new URL('.', import.meta.url));
  const link = join(mkdtempSync(join(tmpdir(), 'sync-')), 'workspace');
  symlinkSync(workspace, link, 'junction');
  process.once('exit', () => {
    rmSync(dirname(link), { recursive: true, force: true });
  });
  const vitest = join(link, 'node_modules', 'vitest', 'dist', 'index.js');
  return {
    root: join(link, relative(workspace, folder)),
    resolve: { preserveSymlinks: true, alias: [{ find: /^vitest$/, replacement: vitest }] },
  };
}
