import { show, type Subject } from '@sync/atomics/internal';
import type { Origins } from './blocking.ts';
import { CORE, type FutureCore, type Observer } from './future-core.ts';
import type { Future } from './future.ts';
import type { Origin } from './origin.ts';

/** Who waits for several futures, for messages. */
export const FUTURES: Subject = { label: 'futures' } as const;

/** The futures that one call waits for, while they are not settled: it keeps no others. */
export class Gathering implements Observer {
  readonly #pending = new Set<FutureCore>();
  /** How many of them each origin has. */
  readonly #origins = new Map<Origin, number>();
  readonly #onSettled: (future: FutureCore) => void;
  readonly #wakes = new Set<() => void>();

  /** @param onSettled told of each that is settled: first of those that are already */
  constructor(futures: ReadonlySet<FutureCore>, onSettled: (future: FutureCore) => void) {
    this.#onSettled = onSettled;
    for (const future of futures) {
      this.#pending.add(future);
      this.#origins.set(future.origin, (this.#origins.get(future.origin) ?? 0) + 1);
    }
    this.poll();
    for (const future of futures) future.observe(this);
  }

  /** How many are not settled. */
  get size(): number {
    return this.#pending.size;
  }

  /** Those who settle them. */
  get origins(): Origins {
    return this.#origins;
  }

  /** Brings in what is there. Never blocks. */
  poll(): void {
    for (const origin of [...this.#origins.keys()]) origin.poll();
  }

  /** See {@link Observer}. */
  settled(future: FutureCore): void {
    if (!this.#pending.delete(future)) return;
    const { origin } = future;
    const left = (this.#origins.get(origin) ?? 0) - 1;
    if (left === 0) this.#origins.delete(origin);
    else this.#origins.set(origin, left);
    this.#onSettled(future);
    for (const wake of this.#wakes) wake();
  }

  /** Calls this after each that is settled; returns what takes it back. */
  onChange(wake: () => void): () => void {
    this.#wakes.add(wake);
    return () => {
      this.#wakes.delete(wake);
    };
  }

  /** Lets go of those that are not settled, which wakes whoever waits for them. */
  end(): void {
    for (const future of this.#pending) future.unobserve(this);
    this.#pending.clear();
    this.#origins.clear();
    for (const wake of this.#wakes) wake();
  }
}

/**
 * The futures of a call, each once.
 *
 * @param call as `wait`
 * @throws TypeError there is something else among them
 */
export function coresOf(call: string, futures: Iterable<Future<unknown>>): ReadonlySet<FutureCore> {
  const where = `${FUTURES.label}: ${call}()`;
  if (typeof (futures as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${where} expects an iterable of futures, not ${show(futures)}`);
  }
  const cores = new Set<FutureCore>();
  for (const future of futures) {
    const core = (future as Partial<Future<unknown>> | null | undefined)?.[CORE];
    if (core === undefined) throw new TypeError(`${where} expects futures, not ${show(future)}`);
    cores.add(core);
  }
  return cores;
}
