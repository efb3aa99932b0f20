import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** URLs of the entries of another copy of the package. */
export interface Copy {
  readonly floor: string;
  readonly internal: string;
}

/** A copy, as a second version of the package in one process would be. */
export interface LoadedCopy {
  readonly public: typeof import('@sync/atomics');
  readonly inner: typeof import('@sync/atomics/internal');
}

const folders: string[] = [];
const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** After all tests. */
export function removeCopies(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sync-copy-'));
  folders.push(made);
  writeFileSync(join(made, 'package.json'), '{ "type": "module" }\n');
  return made;
}

function entries(place: string): Copy {
  return { floor: pathToFileURL(join(place, 'index.js')).href, internal: pathToFileURL(join(place, 'internal.js')).href };
}

/** Imports it into this thread. */
export async function load({ floor, internal }: Copy): Promise<LoadedCopy> {
  return { public: await import(floor), inner: await import(internal) };
}

/** The same files once more, elsewhere, imported into this thread. */
export function anotherCopy(): Promise<LoadedCopy> {
  const place = folder();
  cpSync(dirname(fileURLToPath(import.meta.resolve('@sync/atomics'))), place, { recursive: true });
  return load(entries(place));
}

/** Built in another way: with another protocol, or minified as an application's build does. */
export async function builtCopy(how: { protocol?: number; version?: string; minify?: boolean }): Promise<Copy> {
  const place = folder();
  await build({
    entryPoints: [fromHere('../src/index.ts'), fromHere('../src/internal.ts')],
    outdir: place,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: how.minify ?? false,
    define: { __SYNC_VERSION__: JSON.stringify(how.version ?? '0.0.0-copy') },
    plugins: [
      {
        name: 'protocol',
        setup: ({ onLoad }) => {
          onLoad({ filter: /[\\/]protocol\.ts$/ }, ({ path }) => {
            const source = readFileSync(path, 'utf8');
            const contents = source.replace(/PROTOCOL = \d+/, (found) => (how.protocol === undefined ? found : `PROTOCOL = ${how.protocol}`));
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  return entries(place);
}
