import type { Port } from './messages.ts';
import type { Layout } from './words.ts';

/** What is called in a worker before its first task: as a task. */
export interface Initializer {
  readonly name: string;
  readonly text: string | undefined;
  readonly args: readonly unknown[];
}

/** What a worker is told when it begins. */
export interface Setup {
  /** The pool's memory. */
  readonly memory: SharedArrayBuffer;
  readonly layout: Layout;
  /** Of the store for what does not fit into slots. */
  readonly store: { readonly buffer: SharedArrayBuffer; readonly byteOffset: number };
  /** As `ThreadPool(jobs)`. */
  readonly label: string;
  /** The worker's number. */
  readonly worker: number;
  /** To the pool's thread. */
  readonly port: Port;
  /** Its tasks are what this module exports; undefined: what it serves, if anything. */
  readonly module: string | undefined;
  /** See there. */
  readonly initializer: Initializer | undefined;
  /** It leaves after so many tasks. */
  readonly maxTasks: number;
  /** It leaves when its heap has so many bytes. */
  readonly maxHeapBytes: number;
}
