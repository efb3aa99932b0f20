/*
 * What Node's threads begin with. `bootstrap.ts` with all that it needs is one script beside this one, since each thread
 * reads and compiles it anew; and it is run as the first thread of the process has compiled it, which is why it is no
 * module. (Measured on Node 20: as modules it took a thread as long to load as a bare worker takes altogether; as one
 * script a sixth of that; as cached data a third of the rest.)
 */
import type { Host } from './host.ts';
import type { Job } from './job.ts';

interface Script {
  runInThisContext(): (host: Host) => void;
  createCachedData(): Uint8Array;
  readonly cachedDataRejected?: boolean;
}

interface Builtins {
  'node:fs': { readFileSync(path: string, encoding: 'utf8'): string };
  'node:path': { join(...parts: readonly string[]): string };
  'node:url': { pathToFileURL(path: string): URL };
  'node:vm': { readonly Script: new (source: string, options: { filename: string; cachedData?: Uint8Array | undefined }) => Script };
  'node:worker_threads': { readonly workerData: Partial<Job> };
}

declare const __dirname: string;

const { process } = globalThis as unknown as { process: { getBuiltinModule<K extends keyof Builtins>(name: K): Builtins[K] } };

const path = process.getBuiltinModule('node:path').join(__dirname, 'bootstrap-script.js');
const { Script } = process.getBuiltinModule('node:vm');
const cachedData = process.getBuiltinModule('node:worker_threads').workerData.code?.data?.slice();
const script = new Script(process.getBuiltinModule('node:fs').readFileSync(path, 'utf8'), { filename: path, cachedData });

script.runInThisContext()({
  url: process.getBuiltinModule('node:url').pathToFileURL(path).href,
  importModule: (url) => import(url) as ReturnType<Host['importModule']>,
  evaluate: (text) => (0, eval)(text) as unknown,
  compiled: cachedData === undefined ? () => script.createCachedData() : undefined,
});
