/**
 * What the runtime offers beyond the language, asked for when it is needed: no `node:` import,
 * so that bundlers and browsers see none.
 */
import { platformProcess } from '@sync/atomics/internal';

/** A port between two threads. */
export interface Port {
  postMessage(value: unknown, transfer?: readonly unknown[]): void;
  on?(event: 'message', listener: (value: unknown) => void): unknown;
  onmessage?: ((event: { readonly data: unknown }) => void) | null;
  unref?(): void;
  ref?(): void;
  close?(): void;
}

/** A worker of `node:worker_threads`, or the web's. */
export interface WorkerLike {
  readonly threadId?: number;
  postMessage(value: unknown, transfer?: readonly unknown[]): void;
  terminate(): unknown;
  on?(event: string, listener: (value: never) => void): unknown;
  addEventListener?(event: string, listener: (event: never) => void): void;
  unref?(): void;
}

/** What a worker may use. */
export interface ResourceLimits {
  /** The heap's size for long-lived objects, in megabytes. */
  readonly maxOldGenerationSizeMb?: number;
  /** The heap's size for short-lived objects, in megabytes. */
  readonly maxYoungGenerationSizeMb?: number;
  /** Memory for generated code, in megabytes. */
  readonly codeRangeSizeMb?: number;
  /** The stack, in megabytes: 4, unless told. */
  readonly stackSizeMb?: number;
}

interface WorkerOptions {
  readonly workerData: unknown;
  readonly transferList: readonly unknown[];
  readonly resourceLimits?: ResourceLimits | undefined;
  readonly name: string;
}

interface WorkerThreads {
  readonly workerData: unknown;
  readonly parentPort: Port | null;
  readonly Worker: new (url: URL, options: WorkerOptions) => WorkerLike;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
  receiveMessageOnPort(port: Port): { readonly message: unknown } | undefined;
}

/** What is printed to. */
export interface Stream {
  _write(chunk: Uint8Array | string, encoding: string, done: (error?: Error) => void): void;
  _writev?: unknown;
}

interface FileSystem {
  writeSync(file: number, bytes: Uint8Array, offset: number): number;
}

interface Process {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly execArgv: readonly string[];
  readonly env: { readonly NODE_OPTIONS?: string };
  readonly versions: { readonly node?: string };
  /** Written over in Deno's threads. */
  exit: (code?: number) => never;
  on(event: string, listener: (...args: never[]) => void): unknown;
  prependListener(event: string, listener: (...args: never[]) => void): unknown;
  listenerCount(event: string): number;
}

/** The runtime's `process`, where there is one with threads. */
export function processHere(): Process | undefined {
  return workerThreads() === undefined ? undefined : (platformProcess() as Process | undefined);
}

/** `node:worker_threads`, where there is one. */
export function workerThreads(): WorkerThreads | undefined {
  return platformProcess()?.getBuiltinModule?.('node:worker_threads') as WorkerThreads | undefined;
}

/** `node:fs`, where there is one. */
export function fileSystem(): FileSystem | undefined {
  return platformProcess()?.getBuiltinModule?.('node:fs') as FileSystem | undefined;
}

/** `createRequire` of `node:module`, where there is one. */
export function requireFrom(url: string): { resolve(name: string): string } | undefined {
  const found = platformProcess()?.getBuiltinModule?.('node:module') as
    | { createRequire(url: string): { resolve(name: string): string } }
    | undefined;
  return found?.createRequire(url);
}

/** What has come to a port, without its event loop; undefined: nothing, or this runtime cannot tell. */
export function receiveMessageOnPort(port: Port): { readonly message: unknown } | undefined {
  return workerThreads()?.receiveMessageOnPort(port);
}

/** Two ports that are one another's ends. */
export function makeChannel(): { readonly port1: Port; readonly port2: Port } {
  const Channel = workerThreads()?.MessageChannel ?? (globalThis as unknown as { MessageChannel: unknown }).MessageChannel;
  return new (Channel as new () => { readonly port1: Port; readonly port2: Port })();
}

/** A value as it is shown to people: of an error its stack, its cause and its fields. */
export function inspect(value: unknown): string {
  const util = platformProcess()?.getBuiltinModule?.('node:util') as { inspect(value: unknown): string } | undefined;
  if (util !== undefined) return util.inspect(value);
  return value instanceof Error ? (value.stack ?? String(value)) : String(value);
}
