/**
 * What the runtime offers beyond the language, asked for when needed: no `node:` import,
 * so that bundlers and browsers see none.
 */

interface PlatformWorker {
  once(event: 'error', listener: (value: unknown) => void): unknown;
  unref(): void;
  terminate(): Promise<unknown>;
}

interface WorkerThreads {
  readonly threadId: number;
  readonly isMainThread: boolean;
  readonly workerData: unknown;
  readonly Worker: new (url: URL, options: { workerData: unknown }) => PlatformWorker;
  setEnvironmentData(key: unknown, value: unknown): void;
  getEnvironmentData(key: unknown): unknown;
}

interface FileSystem {
  accessSync(path: string): void;
  readFileSync(path: string, encoding: 'utf8'): string;
  writeSync(file: number, text: string): number;
  readlinkSync(path: string): string;
  openSync(path: string, flags: 'wx', mode: number): number;
  unlinkSync(path: string): void;
  futimesSync(file: number, accessed: number, modified: number): void;
  fstatSync(file: number): { readonly mtimeMs: number };
  closeSync(file: number): void;
}

/** A value that follows a task through what it awaits. */
export interface AsyncLocal<T> {
  run<R>(value: T, fn: () => R): R;
  getStore(): T | undefined;
}

interface AsyncHooks {
  readonly AsyncLocalStorage?: new <T>() => AsyncLocal<T>;
}

/** TC39's proposal. */
interface AsyncContext {
  readonly Variable: new <T>() => { run<R>(value: T, fn: () => R): R; get(): T | undefined };
}

interface ProcessLike {
  readonly versions?: { readonly node?: string; readonly bun?: string };
  getBuiltinModule?(name: string): unknown;
  once?(event: 'exit' | 'uncaughtExceptionMonitor', listener: () => void): unknown;
  on?(event: string, listener: () => void): unknown;
  off?(event: string, listener: () => void): unknown;
  getActiveResourcesInfo?(): readonly string[];
  /** Deprecated in documentation; the only way to what lies beneath `process.on(signal)`. */
  binding?(name: string): unknown;
  noDeprecation?: boolean;
}

/** The process object of Node, Bun and Deno. */
export function platformProcess(): ProcessLike | undefined {
  return (globalThis as { process?: ProcessLike }).process;
}

/** `node:worker_threads`, where there is one. */
export function workerThreads(): WorkerThreads | undefined {
  return platformProcess()?.getBuiltinModule?.('node:worker_threads') as WorkerThreads | undefined;
}

/** `node:fs`, where there is one. */
export function fileSystem(): FileSystem | undefined {
  return platformProcess()?.getBuiltinModule?.('node:fs') as FileSystem | undefined;
}

/** `node:os`'s constants, where there is one. */
export function systemConstants(): { readonly signals: Readonly<Record<string, number>> } | undefined {
  return (platformProcess()?.getBuiltinModule?.('node:os') as { constants: never } | undefined)?.constants;
}

/** Where files of no consequence go; only where there is a file system. */
export function temporaryFolder(): string {
  return (platformProcess()?.getBuiltinModule?.('node:os') as { tmpdir(): string }).tmpdir();
}

/** True on Node itself, and not on what is like it. */
export function isNode(): boolean {
  const { node, bun } = platformProcess()?.versions ?? {};
  return node !== undefined && bun === undefined && !('Deno' in globalThis);
}

/** A value that follows the tasks of this thread; undefined: the platform has no such thing. */
export function makeAsyncLocal<T>(): AsyncLocal<T> | undefined {
  const hooks = platformProcess()?.getBuiltinModule?.('node:async_hooks') as AsyncHooks | undefined;
  if (hooks?.AsyncLocalStorage !== undefined) return new hooks.AsyncLocalStorage<T>();
  const { Variable } = (globalThis as { AsyncContext?: AsyncContext }).AsyncContext ?? {};
  const variable = Variable && new Variable<T>();
  return variable && { run: (value, fn) => variable.run(value, fn), getStore: () => variable.get() };
}

/** Deno gives two workers the same `threadId`, and says `isMainThread` in both. */
export function hasTrustworthyThreadIds(): boolean {
  return !('Deno' in globalThis) && workerThreads() !== undefined;
}

/**
 * True in the thread that the runtime started first: the page, or the process's main
 * thread. (`worker_threads.isMainThread` is wrong in some of Deno's workers, and the others have no
 * `WorkerGlobalScope`.)
 */
export const isMainThread: boolean = /* @__PURE__ */ detectMainThread();

function detectMainThread(): boolean {
  const scope = (globalThis as { WorkerGlobalScope?: new () => unknown }).WorkerGlobalScope;
  const isMain = workerThreads()?.isMainThread ?? true;
  return isMain && (hasTrustworthyThreadIds() || scope === undefined || !(globalThis instanceof scope));
}
