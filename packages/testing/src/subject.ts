import type { ResourceLimits } from 'node:worker_threads';
import { expect } from 'vitest';
import type { Attachment } from './attachment.ts';
import { split } from './attachment.ts';
import { endBunches } from './bunch.ts';
import { mutexState } from './mutex-word.ts';
import type { Here, SubjectRecord } from './remote-thread.ts';
import { RemoteThread } from './remote-thread.ts';
import { blocked } from './until.ts';
import { watch } from './watchdog.ts';

/** What a constructor takes: where its words are, and what it is called. */
export interface MakeOptions {
  readonly buffer?: SharedArrayBuffer;
  readonly byteOffset?: number;
  readonly name?: string;
  readonly onAbandoned?: 'throw' | 'recover';
}

/** What a contract has to know about an implementation. */
export interface SubjectSpec {
  /** How another thread reaches one. */
  readonly how: Attachment;
  /** The bytes that one takes in a caller's buffer. */
  readonly byteLength: number;
  /** Where in that buffer the subjects of the tests lie; `'own'`: in memory that they allocate. */
  readonly byteOffset: number | 'own';
  /** Makes one, in zeroed memory if it is given some. */
  make(options: MakeOptions): { share(): unknown; toString(): string };
  /** True when the words say that somebody sleeps; the mutex's format without it. */
  waiting?(words: Int32Array): boolean;
  /** Throws when the words are not as those of an unused one; the mutex's format without it. */
  atRest?(words: Int32Array): void;
}

/** A thread as one test sees it: bound to the test's subject. */
export interface Remote<L> {
  /** Runs a function in the thread. It sees its arguments only. */
  run<A extends readonly unknown[], R>(fn: (here: Here<L>, ...args: A) => R | Promise<R>, ...args: A): Promise<R>;
  /** Ends the thread, wherever it is. */
  terminate(): Promise<void>;
  /** The thread's number, as its lock words name it is not promised. */
  readonly threadId: number;
}

/** Where a primitive lies: what every handle says. */
interface Placed {
  readonly buffer: SharedArrayBuffer;
  readonly byteOffset: number;
}

const GUARD_BYTES = 64;
const GUARD = 0x5a;
const FLAGS = 64;
const open = new Set<Subject<unknown>>();
const idle: RemoteThread[] = [];
const fresh: RemoteThread[] = [];
let nextId = 1;

/**
 * The primitive under test, in memory of its own, or in a buffer of the test's between
 * guard bytes; with the threads that use it. {@link closeSubjects} checks after each test that it is at rest.
 */
export class Subject<L> {
  readonly lock: L;
  /** The part that keeps `lock` waiting when somebody else has it. */
  readonly opponent: L;
  readonly words: Int32Array;
  /** Shared words for the test's own use. */
  readonly flags: Int32Array = new Int32Array(new SharedArrayBuffer(FLAGS * 4));
  readonly record: SubjectRecord;
  readonly #spec: SubjectSpec;
  /** The guard bytes around it, if it lies in a buffer of the test's. */
  readonly #guards: readonly Uint8Array[];
  readonly #unwatch: () => void;
  readonly #threads: RemoteThread[] = [];

  constructor(spec: SubjectSpec, options: Omit<MakeOptions, 'buffer' | 'byteOffset'> = {}) {
    this.#spec = spec;
    const place = spec.byteOffset === 'own' ? undefined : guarded(spec.byteOffset, spec.byteLength);
    const whole = spec.make({ ...place?.options, ...options });
    ({ lock: this.lock, opponent: this.opponent } = split<L>(whole, spec.how));
    const from = { handle: whole.share(), how: spec.how };
    const { buffer, byteOffset } = place?.options ?? (from.handle as Placed);
    this.#guards = place?.guards ?? [];
    this.words = new Int32Array(buffer, byteOffset, spec.byteLength / 4);
    this.record = { id: nextId++, ...from, words: this.words, flags: this.flags };
    this.#unwatch = watch(whole, from);
    open.add(this);
  }

  /** Gives another thread; with a prelude a new one, else maybe one that an earlier test used. */
  thread(prelude?: () => void, resourceLimits?: ResourceLimits): Remote<L> {
    const thread = (prelude === undefined ? idle.pop() : undefined) ?? new RemoteThread(prelude, resourceLimits);
    if (prelude === undefined) this.#threads.push(thread);
    else fresh.push(thread);
    return {
      run: (fn, ...args) => thread.call(this.record, fn.toString(), args) as never,
      terminate: () => thread.terminate(),
      threadId: thread.threadId,
    };
  }

  /** Several other threads. */
  threads(count: number): Remote<L>[] {
    return Array.from({ length: count }, () => this.thread());
  }

  /** Polls until somebody waits for it. */
  blocked(): Promise<void> {
    const { waiting } = this.#spec;
    return blocked({ words: this.words, ...(waiting === undefined ? {} : { waiting }) });
  }

  /** Asserts that the words are as those of an unused one, and the bytes around untouched. */
  expectAtRest(): void {
    if (this.#spec.atRest === undefined) expect(mutexState(this.words), 'the word at rest').toMatchObject({ atRest: true });
    else this.#spec.atRest(this.words);
    const untouched = this.#guards.every((bytes) => bytes.every((byte) => byte === GUARD));
    expect(untouched, 'bytes outside its own are untouched').toBe(true);
  }

  /** Gives the threads back; those that are still busy are ended, which is an error. */
  async close(): Promise<void> {
    open.delete(this);
    this.#unwatch();
    const busy = this.#threads.filter((thread) => !thread.idle);
    idle.push(...this.#threads.filter((thread) => thread.idle));
    await Promise.all(busy.map((thread) => thread.terminate()));
  }
}

/** Zeroed memory at an offset, and the guard bytes on both sides. */
function guarded(offset: number, byteLength: number): { options: Placed; guards: readonly Uint8Array[] } {
  const byteOffset = GUARD_BYTES + offset;
  const buffer = new SharedArrayBuffer(byteOffset + byteLength + GUARD_BYTES);
  const guards = [new Uint8Array(buffer, 0, byteOffset), new Uint8Array(buffer, byteOffset + byteLength)];
  for (const bytes of guards) bytes.fill(GUARD);
  return { options: { buffer, byteOffset }, guards };
}

/** After each test: every subject is at rest, every thread idle or ended. */
export async function closeSubjects(): Promise<void> {
  const subjects = [...open];
  await endBunches();
  try {
    for (const subject of subjects) subject.expectAtRest();
  } finally {
    for (const subject of subjects) await subject.close();
    await Promise.all(fresh.splice(0).map((thread) => thread.terminate()));
  }
}

/** After all tests of a file: ends the threads that were kept for the next test. */
export async function endThreads(): Promise<void> {
  await Promise.all(idle.splice(0).map((thread) => thread.terminate()));
}
