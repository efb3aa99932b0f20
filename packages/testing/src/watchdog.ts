import { Worker } from 'node:worker_threads';
import type { Attachment } from './attachment.ts';
import { LONG } from './delays.ts';

/** What the watchdog can describe. */
export interface Watched {
  toString(): string;
}

/** How the watchdog's own thread reaches it when this one is stuck. */
export interface WatchedFrom {
  readonly handle: unknown;
  readonly how: Attachment;
}

/** What goes to the watchdog's thread. */
export type WatchMessage = { readonly watch: number; readonly from: WatchedFrom } | { readonly unwatch: number };

const BEAT_EVERY = 250;
const watched = new Map<number, Watched>();
let nextId = 1;
let dog: Worker | undefined;

/**
 * Registers a primitive until the returned function is called: whoever gives up on a stuck
 * run prints it. If this whole thread is stuck, the watchdog's thread prints it and ends
 * the process, since no timer of a blocked thread could.
 */
export function watch(primitive: Watched, from?: WatchedFrom): () => void {
  const id = nextId++;
  watched.set(id, primitive);
  const post = (message: WatchMessage): void => {
    dog ??= startDog();
    dog.postMessage(message);
  };
  if (from !== undefined) post({ watch: id, from });
  return () => {
    watched.delete(id);
    if (from !== undefined) post({ unwatch: id });
  };
}

/** Who holds what, one line for each registered primitive. */
export function report(): string {
  const lines = [...watched.values()].map((primitive) => `  ${String(primitive)}`);
  return lines.length === 0 ? '  (nothing is registered)' : lines.join('\n');
}

/** A stuck run: says what was waited for and who holds what. */
export class StuckError extends Error {
  constructor(what: string) {
    super(`stuck: ${what}\n${report()}`);
    this.name = 'StuckError';
  }
}

function startDog(): Worker {
  const beat = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { beat, limit: 3 * LONG };
  const worker = new Worker(new URL('./watchdog-worker.js', import.meta.url), { workerData, execArgv: [] });
  worker.unref();
  setInterval(() => Atomics.add(beat, 0, 1), BEAT_EVERY).unref();
  return worker;
}
