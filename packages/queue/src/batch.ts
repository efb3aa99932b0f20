import type { Core } from './core.ts';
import { FULL, PUT } from './outcome.ts';
import type { Wait } from './waiting.ts';

/** Some items on their way into a queue. */
export class Batch<Parcel> implements Wait<number> {
  readonly #core: Core<Parcel>;
  readonly #parcels: readonly Parcel[];
  readonly #priority: number;
  /** How many of them were put. */
  count = 0;

  /** @param parcels of the core's format */
  constructor(core: Core<Parcel>, parcels: readonly Parcel[], priority: number) {
    this.#core = core;
    this.#parcels = parcels;
    this.#priority = priority;
  }

  /** {@link Wait.isLikely} */
  isLikely(): boolean {
    return !this.#core.isFull || this.#core.isShut;
  }

  /** `PUT`: all of them; undefined: there is no room now; or why not. */
  attempt(): number | undefined {
    const parcels = this.#parcels;
    const { format } = this.#core;
    const { count, outcome } = this.#core.offerMany(parcels, this.count, this.#priority);
    const end = this.count + count;
    for (let at = this.count; at < end; at++) format.sent(parcels[at] as Parcel);
    this.count = end;
    if (end === parcels.length) return PUT;
    return outcome === FULL ? undefined : outcome;
  }

  /** Those that were not put are not put after all. */
  drop(): void {
    for (let at = this.count; at < this.#parcels.length; at++) this.#core.format.drop(this.#parcels[at] as Parcel);
  }
}
