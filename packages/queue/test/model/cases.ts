import { KILLED, type CheckOptions } from '@sync/model';
import { DEATH, NO_SLICES, SLICES, isAsync, type Case } from '@sync/model-testing';
import {
  Ground, drain, get, getAborted, getAll, getAndPut, getAsync, getBriefly, getBrieflyAsync, getMany, getTwoAsync, inherit, join, joinAsync, put, putAborted, putAll,
  putAsync, putBriefly, shutDown, tryGet, tryPut, work, type Kind, type Module, type QueueWay,
} from './ground.ts'; // prettier-ignore

type QueueCase = Case<Module>;

function together(name: string, kind: Kind, ways: readonly QueueWay[], options: CheckOptions, left?: number): QueueCase {
  const before = kind.items?.length ?? 0;
  return {
    name: `${kind.type}: ${name}`,
    options,
    awaits: ways.some(isAsync),
    setup: (module) =>
      new Ground(module, kind).scenario(ways, before, (results, ground) => {
        if (left !== undefined && !results.includes(KILLED) && ground.left !== left) throw new Error(`${ground.left} are left, and not ${left}`);
      }),
  };
}

const TYPES = ['Queue', 'LifoQueue', 'PriorityQueue'] as const;
const QUEUE: Kind = { type: 'Queue' };
const WITH_ONE: Kind = { type: 'Queue', items: [1] };

/** Two threads, one slot. */
export const PAIRS: readonly QueueCase[] = [
  ...TYPES.flatMap((type) => [
    together('one puts, one gets', { type }, [put(1), get()], type === 'Queue' ? NO_SLICES : { ...NO_SLICES, preemptions: 3 }, 0),
    together('one puts two, one gets two', { type }, [put(1, 2), get(2)], { ...NO_SLICES, preemptions: 2 }, 0),
    together('one puts two, one gets two, of two slots', { type, maxSize: 2 }, [put(1, 2), get(2)], { ...NO_SLICES, preemptions: 2 }, 0),
    together('two put, one awaiting, into one slot', { type, maxSize: 2 }, [put(1), putAsync(2)], NO_SLICES, 2),
    together('two get, one awaiting', { type, items: [1, 2], maxSize: 2 }, [get(), getAsync()], NO_SLICES, 0),
  ]),
  together('one gets two, one puts two more', { type: 'Queue', maxSize: 2, items: [1, 2] }, [get(2), put(3, 4)], { ...NO_SLICES, preemptions: 2 }, 2),
  together('one awaits two, one puts two', QUEUE, [getAsync(2), put(1, 2)], { ...NO_SLICES, preemptions: 2 }, 0),
  together('one gets two, one awaits to put two', QUEUE, [get(2), putAsync(1, 2)], { ...NO_SLICES, preemptions: 2 }, 0),
  together('both await', QUEUE, [getAsync(2), putAsync(1, 2)], { ...NO_SLICES, preemptions: 2 }, 0),
  together('two tasks of a thread await, one puts two', QUEUE, [getTwoAsync, put(1, 2)], { ...NO_SLICES, preemptions: 2 }, 0),
  together('one gets briefly, one puts', QUEUE, [getBriefly, put(1)], NO_SLICES),
  together('one awaits briefly, one puts', QUEUE, [getBrieflyAsync, put(1)], NO_SLICES),
  together('one puts briefly, one gets', WITH_ONE, [putBriefly(2), get()], NO_SLICES),
  together('one tries to put, one to get', WITH_ONE, [tryPut(2), tryGet], NO_SLICES),
  together('one puts two at once, one gets two at once', { type: 'Queue', maxSize: 2 }, [putAll(1, 2), getMany(2, 2)], NO_SLICES, 0),
  ...(['Queue', 'LifoQueue'] as const).map((type) => together('one puts two at once, one gets two at once, of four slots', { type, maxSize: 4 }, [putAll(1, 2), getMany(2, 2)], { ...NO_SLICES, preemptions: 2 }, 0)),
  together('one gets two at once, one puts two more', { type: 'Queue', maxSize: 2, items: [1, 2] }, [getMany(2), putAll(3, 4)], { ...NO_SLICES, preemptions: 2 }, 2),
  together('one puts two at once into one slot, one gets two', QUEUE, [putAll(1, 2), get(2)], NO_SLICES, 0),
  together('one joins, one works', WITH_ONE, [join, work], NO_SLICES, 0),
  together('one awaits the end, one works', WITH_ONE, [joinAsync, work], NO_SLICES, 0),
];

/** They are shut down meanwhile. */
export const SHUTDOWNS: readonly QueueCase[] = [
  together('one gets all there are, one shuts it down', WITH_ONE, [getAll, shutDown()], { ...NO_SLICES, preemptions: 3 }, 0),
  together('one puts, one shuts it down', WITH_ONE, [put(2), shutDown()], { ...NO_SLICES, preemptions: 3 }),
  together('one awaits to put, one shuts it down', WITH_ONE, [putAsync(2), shutDown()], NO_SLICES, 1),
  together('one gets, one throws all away', WITH_ONE, [get(), shutDown(true)], NO_SLICES, 0),
  together('one awaits, one throws all away', QUEUE, [getAsync(), shutDown(true)], NO_SLICES, 0),
  together('one joins, one throws all away', WITH_ONE, [join, shutDown(true)], NO_SLICES, 0),
  together('one puts, one gets all there are, one shuts it down', QUEUE, [put(1), getAll, shutDown()], { ...NO_SLICES, preemptions: 2 }, 0),
];

/** Three threads, each with one call. */
export const TRIPLES: readonly QueueCase[] = [
  together('two get, one puts two', { type: 'Queue', maxSize: 2 }, [get(), get(), put(1, 2)], { ...NO_SLICES, preemptions: 2 }, 0),
  together('two put into one slot, one gets two', QUEUE, [put(1), put(2), get(2)], { ...NO_SLICES, preemptions: 2 }, 0),
  together('one gives up, one gets, one puts two', { type: 'Queue', maxSize: 2 }, [getAborted, get(), put(1, 2)], { ...NO_SLICES, preemptions: 2 }),
  together('one gets briefly, one gets, one puts two', { type: 'Queue', maxSize: 2 }, [getBriefly, get(), put(1, 2)], { ...NO_SLICES, preemptions: 1 }),
  together('one gives up putting, one puts, one gets two', QUEUE, [putAborted(1), put(2), get()], { ...NO_SLICES, preemptions: 2 }),
  together('one wants two at once, one wants one, one puts', { type: 'Queue', maxSize: 3 }, [getMany(2, 2), get(), put(1, 2, 3)], { ...NO_SLICES, preemptions: 1 }, 0),
  together('one wants two at once, one gets and puts two, one puts', { type: 'Queue', maxSize: 3 }, [getMany(2, 2), getAndPut(2, 3), put(1)], { ...NO_SLICES, preemptions: 1 }, 0),
  together('one awaits, one gets, one puts two', { type: 'Queue', maxSize: 2 }, [getAsync(), get(), put(1, 2)], { ...NO_SLICES, preemptions: 2 }, 0),
];

/** The slots become more. */
export const GROWTH: readonly QueueCase[] = TYPES.flatMap((type) => {
  const kind: Kind = { type, grows: true, items: [1], maxBytes: 512 };
  return [
    together('one puts one too many, one gets two', kind, [put(2), get(2)], { ...NO_SLICES, preemptions: 2 }, 0),
    together('two put too many', kind, [put(2), put(3)], { ...NO_SLICES, preemptions: 2 }, 3),
    together('one puts one too many, one drains, and one dies', kind, [put(2), drain], DEATH),
    together('one puts one too many and dies, one has what is left', kind, [put(2), inherit], DEATH),
  ];
});

/** One of them dies at any step. */
export const DEATHS: readonly QueueCase[] = [
  ...TYPES.flatMap((type) => [
    together('one puts, one drains, and one dies', { type, maxSize: 2 }, [put(1), drain], DEATH),
    together('one gets, one drains, and one dies', { type, maxSize: 3, items: [1, 2, 3] }, [tryGet, drain], DEATH),
    together('one puts and dies, one has what is left', { type, maxSize: 3, items: [1, 2] }, [put(3), inherit], DEATH),
    together('one gets and dies, one has what is left', { type, maxSize: 3, items: [1, 2, 3] }, [get(), inherit], DEATH),
    together('one puts, one tries to get, then to put, and one dies', { type, maxSize: 2, items: [1] }, [put(2), tryGet], DEATH),
    together('two put, and one dies', { type, maxSize: 2 }, [put(1), put(2)], DEATH),
    together('two get, and one dies', { type, items: [1, 2], maxSize: 2 }, [get(), tryGet], DEATH),
  ]),
  ...(['Queue', 'LifoQueue'] as const).flatMap((type) => [
    together('one puts two at once and dies, one has what is left', { type, maxSize: 4, items: [1] }, [putAll(2, 3), inherit], DEATH),
    together('one gets two at once and dies, one has what is left', { type, maxSize: 3, items: [1, 2, 3] }, [getMany(2), inherit], DEATH),
  ]),
  together('one puts, one gets in vain or not, and one dies', QUEUE, [put(1), getBriefly], DEATH),
  together('one shuts it down, one gets all there are, and one dies', WITH_ONE, [shutDown(), drain], DEATH),
  together('one throws all away, one gets, and one dies', WITH_ONE, [shutDown(true), tryGet], DEATH),
];

/** Items that have a block each: it takes many steps to copy them. */
const LARGE: Kind = { type: 'Queue', codec: 'bytes', maxSize: 2, maxBytes: 1024, items: [1] };

/** The same. */
export const BLOCKS: readonly QueueCase[] = [
  together('one puts a large item, one gets one', LARGE, [put(2), get()], { ...NO_SLICES, preemptions: 1 }, 1),
  together('one puts a large item and dies, one has what is left', LARGE, [put(2), inherit], { ...DEATH, preemptions: 0 }),
  together('one gets a large item and dies, one has what is left', LARGE, [get(), inherit], { ...DEATH, preemptions: 0 }),
  together('one puts a large item and dies, one has what is left', { ...LARGE, type: 'PriorityQueue' }, [put(2), inherit], { ...DEATH, preemptions: 0 }),
  together('one gets a large item and dies, one has what is left', { ...LARGE, type: 'LifoQueue' }, [get(), inherit], { ...DEATH, preemptions: 0 }),
];

/** A slice ends while the others live. */
export const LIVES: readonly QueueCase[] = [
  together('one sleeps through a slice', QUEUE, [put(1, 2), get(2)], { ...SLICES, preemptions: 2 }, 0),
  // Each may sleep once.
  ...TYPES.slice(1).map((type) => together('one sleeps through a slice', { type }, [put(1, 2), get()], { ...SLICES, preemptions: 1 }, 1)),
];
