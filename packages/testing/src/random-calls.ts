import type { Mode } from './mode.ts';
import { randomLimits, turn } from './random-tasks.ts';
import type { Random } from './random-numbers.ts';

/** What is called: a lock, or a semaphore. */
export interface Called {
  tryAcquire(options?: object): boolean;
  acquire(options?: object): boolean;
  acquireAsync(options?: object): Promise<boolean>;
  release(count?: number): void;
  holdAsync(options?: object): Promise<{ release(): void }>;
  run(fn: () => void, options?: object): void;
  runAsync(fn: () => Promise<void>, options?: object): Promise<void>;
}

/** Calls that did not get it. */
export interface Outcomes {
  timeouts: number;
  aborts: number;
  deadlocks: number;
}

/** What is called, and what comes of it. */
export interface RandomCallsOptions {
  readonly numbers: Random;
  readonly mode: Mode;
  readonly counts: Partial<Outcomes>;
  /** How many permits a call is about; a lock has none. */
  readonly weigh?: () => number;
  /** What is between an acquire and a release. */
  section(count: number): void;
  /** The same where it is left to `run`, `runAsync`. */
  scoped?(count: number): void;
  /** Around that, in a call that blocks: calls that enter again. */
  around?(inner: () => void): void;
  /** Before each call. */
  begins?(count: number): void;
  /** After each that has not thrown. */
  ends?(count: number): void;
}

/** One call of each kind. */
export interface RandomCalls {
  sync(): void;
  awaited(): Promise<void>;
}

/** Calls at random, with time limits and aborts. Who gets it goes through a section, and releases it. */
export function randomCalls(called: Called, options: RandomCallsOptions): RandomCalls {
  const { numbers, mode, counts, weigh, section, scoped = section, around, begins, ends } = options;
  const given = (count: number, more: object = {}): object | undefined => {
    const all = { ...(weigh === undefined || (count === 1 && numbers.below(2) === 0) ? {} : { count }), ...more };
    return Object.keys(all).length === 0 ? undefined : all;
  };
  const release = (count: number): void => {
    if (weigh === undefined) called.release();
    else called.release(count);
  };
  const more = (kind: keyof Outcomes): void => {
    counts[kind] = (counts[kind] ?? 0) + 1;
  };
  const refused = (error: unknown): void => {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    if (code === 'SYNC_TIMEOUT') more('timeouts');
    else if (name === 'AbortError') more('aborts');
    // Another task of this thread holds it, and cannot go on while the thread blocks.
    else if (code === 'SYNC_DEADLOCK' && mode === 'mixed') more('deadlocks');
    else throw error;
  };
  const within = (inner: () => void): void => {
    if (around === undefined) inner();
    else around(inner);
  };
  /** True: it is to be released. */
  const gets = (count: number): boolean => {
    const timeout = numbers.below(3) * numbers.next();
    switch (numbers.below(5)) {
      case 0:
        return called.tryAcquire(given(count));
      case 1:
      case 2:
        return called.acquire(given(count, { timeout })) || (more('timeouts'), false);
      case 3:
        called.run(
          () => {
            within(() => {
              scoped(count);
            });
          },
          given(count, { timeout: 1 + timeout }),
        );
        return false;
      default:
        // A lock knows its owner, and tells at once that it is this very thread.
        return called.acquire(given(count, weigh !== undefined && mode === 'mixed' ? { timeout: 5 } : {})) || (more('timeouts'), false);
    }
  };
  const blocks = (count: number): void => {
    let got = false;
    try {
      got = gets(count);
    } catch (error) {
      refused(error);
    }
    if (!got) return;
    within(() => {
      section(count);
    });
    release(count);
  };
  const awaits = async (count: number): Promise<void> => {
    const limits = given(count, randomLimits(numbers));
    try {
      switch (numbers.below(3)) {
        case 0:
          if (!(await called.acquireAsync(limits))) {
            more('timeouts');
            return;
          }
          if (numbers.below(4) === 0) await Promise.resolve();
          section(count);
          release(count);
          return;
        case 1: {
          const guard = await called.holdAsync(limits);
          section(count);
          guard.release();
          guard.release();
          return;
        }
        default:
          await called.runAsync(async () => {
            if (numbers.below(16) === 0) await turn();
            scoped(count);
          }, limits);
      }
    } catch (error) {
      refused(error);
    }
  };
  const weight = weigh ?? (() => 1);
  return {
    sync: () => {
      const count = weight();
      begins?.(count);
      blocks(count);
      ends?.(count);
    },
    awaited: async () => {
      const count = weight();
      begins?.(count);
      await awaits(count);
      ends?.(count);
    },
  };
}
