import { existsSync, readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

/** Of the package that is being built: tsup runs in its folder. */
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** What packages export: their `src/index.ts`, and of these others what there is. */
const ENTRIES = ['src/index.ts', 'src/internal.ts', 'src/install.ts', 'src/signal-watch.ts', 'src/worker.ts', 'src/bootstrap.ts', 'src/child.ts'];

/**
 * These go into files of their own, which the manifests declare to be without side effects: a
 * bundler leaves out those that a page does not use.
 */
const APART = ['src/rw-lock.ts', 'src/spin-lock.ts'];

/** What Node's threads begin with. */
const BOOTSTRAP = 'src/bootstrap-node.ts';

/** The one build. */
const modules = defineConfig({
  entry: [...ENTRIES, ...APART].filter((file) => existsSync(file)),
  format: ['esm'],
  target: 'es2022',
  clean: ['!bootstrap.cjs', '!bootstrap-script.js'],
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

/** Scripts, with names that show in stack traces. */
const SCRIPT: Options = {
  format: ['cjs'],
  target: 'es2022',
  clean: false,
  minifySyntax: true,
  minifyWhitespace: true,
  removeNodeProtocol: false,
};

/** It says why there are two. */
const bootstrap: readonly Options[] = [
  { ...SCRIPT, entry: { bootstrap: BOOTSTRAP } },
  {
    ...SCRIPT,
    entry: { 'bootstrap-script': 'src/bootstrap.ts' },
    outExtension: () => ({ js: '.js' }),
    noExternal: [/./],
    define: { __SYNC_VERSION__: JSON.stringify(version), 'import.meta.url': 'undefined' },
    banner: () => ({ js: `/*! contains lib0:\n${licenseOf('lib0')}*/\n(function (bootstrapHost) {` }),
    footer: { js: '})' },
  },
];

/** Of a dependency of `@sync/codec`. */
function licenseOf(name: string): string {
  return readFileSync(`../codec/node_modules/${name}/LICENSE`, 'utf8');
}

export default existsSync(BOOTSTRAP) ? [modules, ...bootstrap] : modules;
