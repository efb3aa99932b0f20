import { decode } from '@sync/codec';
import { KILLED, abortSignal, type Scenario } from '@sync/model';
import { Gathering, outcomesBy, scenarioOf, type Way } from '@sync/model-testing';
import type { Guarded, SharedCell } from '@sync/shared';

/** What the scenarios need of the package: the same ones run on it and on its mutants. */
export interface Module {
  readonly SharedCell: typeof SharedCell;
  readonly Guarded: typeof Guarded;
}

/** Twice the same number: who finds two, has found half of a value. */
export type Pair = [number, number];

const COMMIT = 8;
const MAX_BYTES = 16;
const HEAD_BYTES = 64;

/** Longer than nothing, and shorter than a slice, which most checks make endless. */
const BRIEF = 10;

/** What a call came to: how much it has added, or what it saw. */
export type Outcome = number | 'put' | `saw ${number}` | 'time is up' | 'aborted' | 'failed' | 'would wait for itself';

/** A cell and a Guarded over the same kind of value, of which a scenario uses one. */
export class Ground {
  readonly cell: SharedCell<Pair>;
  readonly guarded: Guarded<Pair>;
  readonly gathering: Gathering = new Gathering();
  readonly #buffers: readonly [SharedArrayBuffer, SharedArrayBuffer];

  constructor({ SharedCell, Guarded }: Module) {
    const each = SharedCell.byteLengthFor({ maxBytes: MAX_BYTES });
    this.#buffers = [new SharedArrayBuffer(each), new SharedArrayBuffer(each)];
    const [first, second] = this.#buffers;
    this.cell = new SharedCell<Pair>({ initial: [0, 0], maxBytes: MAX_BYTES, buffer: first });
    this.guarded = new Guarded<Pair>({ initial: [0, 0], maxBytes: MAX_BYTES, buffer: second });
  }

  /**
   * What all have added: what was added by who ended is there, and what the dead added is there whole or not at all.
   *
   * @param adds what each may have added when it dies
   */
  scenario(ways: readonly SharedWay[], outcomes: readonly (readonly Outcome[])[], adds: readonly (readonly number[])[]): Scenario {
    return scenarioOf(this, ways, outcomes, (results) => {
      let sums = [0];
      for (const [thread, result] of results.entries()) {
        const added = [result].flat().reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
        const more = result === KILLED ? (adds[thread] ?? []) : [added];
        sums = sums.flatMap((sum) => more.map((add) => sum + add));
      }
      // Whatever there was.
      if (results.includes('put')) sums = [1];
      const value = this.#buffers.map((buffer) => whole(committed(buffer))).reduce((sum, one) => sum + one);
      if (!sums.includes(value)) throw new Error(`it is ${value}, and not ${sums.join(' or ')}`);
    });
  }
}

/** What a thread does, and what came of it. */
export type SharedWay = Way<Ground>;

/** The value in the buffer, whoever has the lock. */
function committed(buffer: SharedArrayBuffer): unknown {
  const commit = Number(new Int32Array(buffer)[COMMIT]);
  const at = HEAD_BYTES + (commit & 1) * MAX_BYTES;
  return decode(new Uint8Array(buffer, at, commit >>> 1));
}

/** The number, of which there are two. */
function whole(value: unknown): number {
  const [one, other] = value as Pair;
  if (one !== other) throw new Error(`half of a value: ${one}, ${other}`);
  return one;
}

const sum = (value: Pair, add: number): Pair => {
  const next = whole(value) + add;
  return [next, next];
};

function told(error: unknown): Outcome {
  const { name, message } = error as Error;
  if (name === 'TimeoutError') return 'time is up';
  if (name === 'DeadlockError') return 'would wait for itself';
  if (message === 'it failed') return 'failed';
  throw error;
}

const { attempted, awaited } = outcomesBy<Outcome>(told);

/** Adds one to the cell. */
export const updates: SharedWay = ({ cell }) => attempted(() => (cell.update((value) => sum(value, 1)), 1));
/** Adds one, twice: what it writes last is where the first value was. */
export const updatesTwice: SharedWay = ({ cell }) => attempted(() => (cell.update((value) => sum(value, 1)), cell.update((value) => sum(value, 1)), 2));
/** Adds ten. */
export const updatesTen: SharedWay = ({ cell }) => attempted(() => (cell.update((value) => sum(value, 10)), 10));
/** Adds, if it gets it in time. */
export const updatesTimed: SharedWay = ({ cell }) => attempted(() => (cell.update((value) => sum(value, 1), { timeout: BRIEF }), 1));
/** Adds nothing, since it fails. */
export const fails: SharedWay = ({ cell }) =>
  attempted(() => {
    cell.update((value) => {
      whole(value);
      throw new Error('it failed');
    });
    return 1;
  });
/** Adds one, if nobody has it. */
export const triesUpdate: SharedWay = ({ cell }) => (cell.tryUpdate((value) => sum(value, 1)) === undefined ? 'time is up' : 1);
/** Adds ten, awaiting. */
export const updatesAsync: SharedWay = async ({ cell }) =>
  awaited(async () => {
    await cell.updateAsync(async (value) => Promise.resolve(sum(value, 10)));
    return 10;
  });
/** The same, until it gives up. */
export const updatesAborted: SharedWay = async ({ cell }) => {
  const signal = abortSignal();
  return awaited(async () => {
    await cell.updateAsync((value) => sum(value, 10), { signal });
    return 10;
  }, signal);
};
/** Looks. */
export const gets: SharedWay = ({ cell }): Outcome => `saw ${whole(cell.get())}`;
/** Looks, awaiting. */
export const getsAsync: SharedWay = async ({ cell }): Promise<Outcome> => `saw ${whole(await cell.getAsync())}`;
/** Looks, if nobody has it. */
export const triesGet: SharedWay = ({ cell }): Outcome => {
  const found = cell.tryGet();
  return found === undefined ? 'time is up' : `saw ${whole(found.value)}`;
};
/** Puts one there, whatever there was. */
export const sets: SharedWay = ({ cell }): Outcome => {
  cell.set([1, 1]);
  return 'put';
};
/** The same, awaiting. */
export const setsAsync: SharedWay = async ({ cell }): Promise<Outcome> => {
  await cell.setAsync([1, 1]);
  return 'put';
};

function add(value: Pair, by: number): number {
  whole(value);
  value[0] += by;
  value[1] += by;
  return by;
}

/** Adds one to the guarded value. */
export const runs: SharedWay = ({ guarded }) => attempted(() => guarded.run((value) => add(value, 1)));
/** Adds ten. */
export const holds: SharedWay = ({ guarded }) =>
  attempted(() => {
    const held = guarded.hold();
    add(held.value, 10);
    held.release();
    return 10;
  });
/** Adds ten, awaiting. */
export const runsAsync: SharedWay = async ({ guarded }) => awaited(async () => guarded.runAsync(async (value) => Promise.resolve(add(value, 10))));
/** Changes it, and drops that. */
export const discards: SharedWay = ({ guarded }): Outcome => {
  const held = guarded.hold();
  add(held.value, 100);
  held.discard();
  return 0;
};
/** Changes it, and fails. */
export const runsBadly: SharedWay = ({ guarded }) =>
  attempted(() =>
    guarded.run((value) => {
      add(value, 100);
      throw new Error('it failed');
    }),
  );
