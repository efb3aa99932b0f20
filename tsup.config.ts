import { existsSync, readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** Of the package that is being built: tsup runs in its folder. */
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The one build: every package is its `src/index.ts`, and of these others what there is. */
export default defineConfig({
  entry: ['src/index.ts', 'src/internal.ts', 'src/install.ts', 'src/signal-watch.ts'].filter((file) => existsSync(file)),
  format: ['esm'],
  target: 'es2022',
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  esbuildOptions(options) {
    // Constants become literals: a module's variable costs a memory access each time.
    options.minifySyntax = true;
  },
  // For messages that name the version of a package.
  define: { __SYNC_VERSION__: JSON.stringify(version) },
  dts: {
    // 6.0: tsup asks for `baseUrl`, which TypeScript 6 deprecates. No conditions: types of
    // other packages come from their `dist`, as they do for users.
    compilerOptions: { ignoreDeprecations: '6.0', customConditions: [] },
    banner: '/// <reference lib="esnext.disposable" />',
  },
});
