/**
 * Errors that ended threads: each is told of once. The thread itself prints it, unless it was
 * started by one that has a hook, however far above: then it goes from starter to starter
 * until it is there.
 */
import { decodeError, encodeError } from '@sync/codec';
import { checkFunction, load, perThread, store, swap, type Shared } from '@sync/atomics/internal';
import type { AnyThread } from './any-thread.ts';
import { SLOT_TOLD } from './control.ts';
import { printError } from './output.ts';
import { inspect, type Port } from './platform.ts';
import { CORE, type OurThread } from './our-thread.ts';
import type { Thread } from './thread.ts';

/** What a hook is told of. */
export interface Uncaught {
  /** What the thread threw. */
  readonly error: unknown;
  /** The thread that ended by it. */
  readonly thread: AnyThread;
}

/** Told of each error that ends a thread. */
export type ExceptHook = (uncaught: Uncaught) => void;

interface Hooks {
  hook: ExceptHook | undefined;
  /** 1: there is a hook. */
  readonly mine: Int32Array;
  /** The same of the threads that led to this one. */
  above: readonly Int32Array[];
  /** To the thread that started this one. */
  up: Port | undefined;
}

/** What goes from starter to starter. */
export interface UncaughtMessage {
  readonly uncaught: Uint8Array;
  readonly thread: Shared<Thread>;
}

function hooks(): Hooks {
  return perThread('except-hook', () => ({
    hook: undefined,
    mine: new Int32Array(new SharedArrayBuffer(4)),
    above: [],
    up: undefined,
  }));
}

/** For a thread that the calling one starts: see {@link Job.hooked}. */
export function hookedAbove(): readonly Int32Array[] {
  const { above, mine } = hooks();
  return [...above, mine];
}

/** In a thread that has been started. */
export function inheritHooks(above: readonly Int32Array[], up: Port): void {
  Object.assign(hooks(), { above, up });
}

/**
 * From now on this is told of the errors that end threads: those that the calling thread has
 * started, and those that they have, and so on, down to such as have a hook of their own. It
 * is called in the calling thread, when its event loop turns, or within a `join`. They are not
 * printed then.
 *
 * Returns the hook before. Never blocks.
 *
 * @param hook undefined: none, errors are printed
 */
export function setExceptHook(hook: ExceptHook | undefined): ExceptHook | undefined {
  if (hook !== undefined) checkFunction({ label: 'threads' }, 'setExceptHook', hook);
  const all = hooks();
  const before = all.hook;
  all.hook = hook;
  store(all.mine, 0, Number(hook !== undefined));
  return before;
}

/** In the very thread that ends by it: prints it, unless there is a hook to tell. */
export function tellHere(words: Int32Array, name: string, error: unknown): void {
  if (!isHooked()) print(words, name, error);
}

/** In the thread that started it: tells whoever is to be told. */
export function tellOf(thread: OurThread, error: unknown): void {
  const { words } = thread[CORE];
  const { hook, up } = hooks();
  if (hook !== undefined) {
    if (swap(words, SLOT_TOLD, 0, 1)) call(hook, { error, thread });
  } else if (up !== undefined && isHooked()) {
    if (load(words, SLOT_TOLD) !== 0) return;
    const message: UncaughtMessage = { uncaught: encodeError(error), thread: thread.share() };
    up.postMessage(message);
  } else {
    print(words, thread.name, error);
  }
}

/** What has come from below, from a thread that this one has started; undefined: something else. */
export function uncaughtFrom(message: unknown): { readonly error: unknown; readonly thread: Shared<Thread> } | undefined {
  const { uncaught, thread } = (message ?? {}) as Partial<UncaughtMessage>;
  return uncaught === undefined || thread === undefined ? undefined : { error: decodeError(uncaught), thread };
}

function isHooked(): boolean {
  return hooks().above.some((hooked) => load(hooked, 0) !== 0);
}

function print(words: Int32Array, name: string, error: unknown): void {
  if (swap(words, SLOT_TOLD, 0, 1)) printError(`Exception in ${name}:\n${inspect(error)}`);
}

function call(hook: ExceptHook, uncaught: Uncaught): void {
  try {
    hook(uncaught);
  } catch (failure) {
    printError(`Exception in the hook of setExceptHook():\n${inspect(failure)}`);
    printError(`Exception in ${uncaught.thread.name}:\n${inspect(uncaught.error)}`);
  }
}
