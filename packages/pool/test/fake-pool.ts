import type { Deadline } from '@sync/atomics';
import { LONG } from '@sync/testing';
import { FutureCore, PENDING } from '../src/future-core.ts';
import { Future } from '../src/future.ts';
import type { CancelOptions, Origin, UnobservedHook } from '../src/origin.ts';

/** The pool's side of a future, and the user's. */
export interface Made<T> {
  readonly core: FutureCore;
  readonly future: Future<T>;
}

/** A pool without threads: its results come when a test says so. */
export class FakePool implements Origin {
  readonly label: string;
  /** What is brought in when somebody looks. */
  readonly arrived: (() => void)[] = [];
  /** What comes while somebody is blocked: one after the other. */
  readonly coming: (() => void)[] = [];
  /** What it was asked to cancel, and how. */
  readonly cancels: [FutureCore, CancelOptions][] = [];
  /** The blocking calls that it has served. */
  readonly calls: string[] = [];
  onUnobserved?: UnobservedHook;
  readonly #word = new Int32Array(new SharedArrayBuffer(4));

  constructor(name = 'jobs') {
    this.label = `FakePool(${name})`;
  }

  make<T = number>(task = 'job'): Made<T> {
    const core = new FutureCore(this, task);
    return { core, future: new Future<T>(core) };
  }

  many<T = number>(count: number): Made<T>[] {
    return Array.from({ length: count }, (_, at) => this.make<T>(`job ${String(at)}`));
  }

  cancel(core: FutureCore, options: CancelOptions): boolean {
    this.cancels.push([core, options]);
    return core.state === PENDING;
  }

  poll(): void {
    for (const bringIn of this.arrived.splice(0)) bringIn();
  }

  block(isOver: () => boolean, deadline: Deadline, call: string): void {
    this.calls.push(call);
    for (let turn = 0; ; turn++) {
      this.poll();
      if (isOver() || deadline.passed) return;
      if (turn > LONG) throw new Error(`${call}() is stuck`);
      const bringIn = this.coming.shift();
      if (bringIn === undefined) Atomics.wait(this.#word, 0, 0, Math.min(1, deadline.remaining()));
      else bringIn();
    }
  }
}

export const STATES = ['pending', 'running', 'cancelled', 'done', 'failed'] as const;

export type State = (typeof STATES)[number];

export const FAILURE = new RangeError('it fails');

/** Brings a future into a state. */
export function into({ core }: Made<unknown>, state: State): void {
  if (state === 'running' || state === 'done' || state === 'failed') core.start();
  if (state === 'cancelled') core.cancel();
  if (state === 'done') core.resolve(42);
  if (state === 'failed') core.reject(FAILURE);
}

/** One of each state. */
export function eachState(pool: FakePool): Record<State, Made<number>> {
  const made = STATES.map((state) => {
    const one = pool.make(state);
    into(one, state);
    return [state, one] as const;
  });
  return Object.fromEntries(made) as Record<State, Made<number>>;
}
