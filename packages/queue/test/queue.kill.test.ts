import { BlockStore, homeTable } from '@sync/atomics/internal';
import { LifoQueue, PriorityQueue, Queue } from '@sync/queue';
import { KillLane, LONG, closeSubjects, until, watch } from '@sync/testing';
import { afterEach, expect, test } from 'vitest';

afterEach(closeSubjects);

const KILL = new URL('workers/kill.mjs', import.meta.url);
const CLASSES = { Queue, LifoQueue, PriorityQueue } as const;

/** Items that there can be in a lane. */
const MOST_ITEMS = 2 ** 22;
/** In the hands of one thread: two of a call that blocks, or one of each task. */
const MOST_IN_HAND = 3;

/** Fates of items, as `kill.mjs` writes them down. */
const PUT = 2;
const HAD = 4;

const countOf = (fates: Int32Array, is: (fate: number) => boolean): number => fates.reduce((count, fate) => count + (is(fate) ? 1 : 0), 0);

test.each(['Queue', 'LifoQueue', 'PriorityQueue'] as const)(
  '%s: threads end at random points, at both ends, and the others go on: no item is lost but what was in the hands of the dead, and none is had twice',
  async (type) => {
    const queue = new CLASSES[type]<{ id: number; pad: Uint8Array }>({ maxSize: 40, maxBytes: 2 ** 22 });
    const fates = new Int32Array(new SharedArrayBuffer(4 * MOST_ITEMS));
    const next = new Int32Array(new SharedArrayBuffer(4));
    const unwatch = watch({ toString: () => String(queue) });
    const handle = queue.share() as unknown as { readonly store: SharedArrayBuffer };
    const lane = new KillLane({ fixture: KILL, data: { type, handle, fates, next }, steps: ['puts', 'has put', 'gets', 'has got'] });
    while (lane.goesOn && Number(next[0]) < MOST_ITEMS / 2) await lane.round();
    const dead = lane.killed;
    await lane.end();
    unwatch();

    const left = queue.drain();
    for (const { id } of left) fates[id] = Number(fates[id]) + HAD;
    const used = fates.subarray(0, Number(next[0]));
    expect(countOf(used, (fate) => fate >= 2 * HAD), 'had twice').toBe(0);
    expect(countOf(used, (fate) => fate === PUT + HAD), 'put and had').toBeGreaterThan(lane.killed);
    expect(countOf(used, (fate) => fate === PUT), 'in the hands of the dead').toBeLessThanOrEqual(MOST_IN_HAND * dead);
    expect([queue.size, queue.tryGet()]).toEqual([0, undefined]);

    // Each end makes good what was left half done there.
    queue.put({ id: 0, pad: new Uint8Array(1) });
    queue.get();
    const store = BlockStore.attach(handle.store, 0, homeTable());
    await until('all blocks but that of the slots are free', () => store.usage().taken === 0);
    // 64 slots, which take more than 8 KiB.
    expect(store.usage().kept).toBe(2 ** 14);
    lane.expectDeaths('puts', 'gets');
  },
  20 * LONG,
);
