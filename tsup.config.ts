import { existsSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** The one build: every package is its `src/index.ts`, and `src/internal.ts` where there is one. */
export default defineConfig({
  entry: ['src/index.ts', 'src/internal.ts'].filter((file) => existsSync(file)),
  format: ['esm'],
  target: 'es2022',
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  dts: {
    compilerOptions: { ignoreDeprecations: '6.0', customConditions: [] },
    banner: '/// <reference lib="esnext.disposable" />',
  },
});
