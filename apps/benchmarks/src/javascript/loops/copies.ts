import { SLOT_STOP } from '../control-words.ts';
import { shapeOf, type Loop } from '../task.ts';

const MIB = 1024 * 1024;
const FIELDS = 100;
/** Few: a copy of the largest takes a good part of a millisecond. */
const BATCH = 10;

/** Copies one value, over and over. */
function copies(make: () => unknown): Loop {
  return (round) => {
    const copying = shapeOf(round, 'copying');
    const value = make();
    let operations = 0;
    for (; round.control[SLOT_STOP] === 0; operations += BATCH) for (let i = 0; i < BATCH; i++) copying.copy(value);
    return { operations };
  };
}

/** An object of three fields. */
export const copySmall: Loop = copies(() => ({ id: 17, name: 'report', done: true }));

/** An object of a hundred fields, each of them an object with a text and an array. */
export const copyNested: Loop = copies(() => {
  const fields = Array.from({ length: FIELDS }, (_, at) => ({ at, text: `value ${at}`, numbers: [at, at + 0.5] }));
  return Object.fromEntries(fields.map((field, at) => [`field${at}`, field]));
});

/** A MiB of bytes, and what they are. */
export const copyBuffer: Loop = copies(() => ({ id: 17, bytes: new Uint8Array(MIB).fill(7) }));

/** An error with a cause. */
export const copyError: Loop = copies(() => new RangeError('too many', { cause: new Error('of these') }));
