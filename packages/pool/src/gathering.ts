import { show, type Subject } from '@sync/atomics/internal';
import { CORE, type FutureCore, type Observer } from './future-core.ts';
import type { Future } from './future.ts';
import type { Origin } from './origin.ts';

/** Who waits for several futures, for messages. */
export const FUTURES: Subject = { label: 'futures' } as const;

/** The futures that one call waits for, each once, while they are not settled. */
export class Gathering implements Observer {
  /** Those that it was made of. */
  readonly all: ReadonlySet<FutureCore>;
  readonly #pending = new Set<FutureCore>();
  /** How many of them each origin has. */
  readonly #origins = new Map<Origin, number>();
  readonly #onSettled: (future: FutureCore) => void;
  readonly #wakes = new Set<() => void>();

  /**
   * @param call as `wait`
   * @param onSettled told of each that is settled, also of those that are already
   * @throws TypeError there is something else among them
   */
  constructor(call: string, futures: Iterable<Future<unknown>>, onSettled: (future: FutureCore) => void) {
    this.all = coresOf(call, futures);
    this.#onSettled = onSettled;
    for (const { origin } of this.all) this.#origins.set(origin, (this.#origins.get(origin) ?? 0) + 1);
    this.poll();
    for (const future of this.all) {
      this.#pending.add(future);
      future.observe(this);
    }
  }

  /** How many are not settled. */
  get size(): number {
    return this.#pending.size;
  }

  /** Those who settle them. */
  get origins(): Iterable<Origin> {
    return this.#origins.keys();
  }

  /** Brings in what is there. */
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

  /** Lets go of those that are not settled. */
  end(): void {
    for (const future of this.#pending) future.unobserve(this);
    this.#pending.clear();
    this.#origins.clear();
  }
}

function coresOf(call: string, futures: Iterable<Future<unknown>>): ReadonlySet<FutureCore> {
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
