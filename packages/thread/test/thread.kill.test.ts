import { KILLS, LONG, pause, random, testSeed, until, type Random } from '@sync/testing';
import { Thread, activeCount, setExceptHook } from '@sync/thread';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MORTAL = new URL('workers/mortal.mjs', import.meta.url);

/** A thread takes its time to start: in each test one in forty of what other lanes end. */
const ENDED = Math.ceil(KILLS / 40);
/** So many at a time. */
const BATCH = 8;
/** Milliseconds within which one that is ended from outside is: from before it is there until after it has returned. */
const WITHIN = 120;

interface Fate {
  readonly how: (typeof WAYS)[number];
  /** At which step of its work, if it dies by itself; later ones come to their end. */
  readonly at: number;
  /** After so many milliseconds, if it is ended. */
  readonly after: number;
  readonly work: (typeof WORK)[number];
  readonly size: number;
}

const WAYS = ['terminate', 'terminate', 'terminate', 'exit', 'throw', 'error', 'rejection', 'idle', 'memory'] as const;
const WORK = ['bytes', 'shares', 'starts', 'blocks', 'nothing'] as const;

/** What may be told of one with that fate, if it did not come to its end. */
const DEATHS: Readonly<Record<(typeof WAYS)[number], RegExp>> = {
  terminate: /^died: terminated$/,
  exit: /^died: exited 3$/,
  throw: /^threw Error: fatal$/,
  error: /^threw Error: fatal$/,
  rejection: /^threw Error: fatal$/,
  idle: /^died: idle$/,
  memory: /^(threw ERR_WORKER_OUT_OF_MEMORY: |died: died)$/,
};

function drawn(numbers: Random): Fate {
  const way = WAYS[numbers.below(WAYS.length)]!;
  // It takes a second to run out of memory.
  const how = way === 'memory' && numbers.below(6) > 0 ? 'exit' : way;
  return {
    how,
    at: 1 + numbers.below(5),
    after: WITHIN * numbers.next() ** 2,
    work: WORK[numbers.below(WORK.length)]!,
    size: Math.floor(2 ** (4 + 20.5 * numbers.next())),
  };
}

/** As it comes to its end. */
function atItsEnd({ work, size }: Fate): string {
  if (work === 'bytes') return size > 2 ** 24 ? 'returned shared' : `returned ${size} bytes`;
  if (work === 'shares') return 'returned shared';
  return work === 'starts' ? 'returned ["returned 1 bytes","returned 2 bytes"]' : `returned ${JSON.stringify(work)}`;
}

const counts = new Map<string, number>();

/** One and the same ending for all who asked, and one that its fate allows. */
function expectOneEnding(fate: Fate, told: readonly (string | undefined)[]): void {
  // The starter alone has what is very large.
  const same = told.map((one) => (one === `returned ${fate.size} bytes` ? atItsEnd(fate) : one));
  expect(same, JSON.stringify(fate)).toEqual(same.map(() => same[0]));
  if (same[0] !== atItsEnd(fate)) expect(same[0], JSON.stringify(fate)).toMatch(DEATHS[fate.how]);
  const what = same[0] === atItsEnd(fate) ? 'returned' : fate.how;
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

const { ending, endingAsync, make } = (await import(MORTAL.href)) as {
  ending(thread: Thread<unknown, string>): string;
  endingAsync(thread: Thread<unknown, string>): Promise<string>;
  make(fate: Fate): Thread<unknown, string>;
};

/** One that looks on from a thread of its own. */
function onlooker(how: 'looksOn' | 'looksOnAsync', victims: readonly unknown[]): Thread<unknown, string> {
  return new Thread<unknown, string>(MORTAL, { export: how, args: [victims], name: how }).start();
}

async function toldTo(onlookers: readonly Thread<unknown, string>[]): Promise<readonly (readonly string[])[]> {
  return Promise.all(onlookers.map((thread) => thread.resultAsync({ timeout: 3 * LONG }))) as Promise<string[][]>;
}

/** Batches of victims, until so many were ended. */
async function inBatches(play: (fates: readonly Fate[], numbers: Random) => Promise<void>): Promise<void> {
  const numbers = random(testSeed());
  for (let ended = 0; ended < ENDED; ended += BATCH) await play(Array.from({ length: BATCH }, () => drawn(numbers)), numbers);
}

describe('threads end at random points, in all ways there are, and all who wait for them are told the same', () => {
  const before = activeCount();
  beforeAll(() => {
    // Their errors are not printed.
    setExceptHook(() => undefined);
  });

  test(
    'started by the main thread, which awaits them',
    () =>
      inBatches(async (fates, numbers) => {
        const victims = fates.map(make);
        const early = numbers.below(2) === 0 ? [onlooker('looksOnAsync', [])] : [];
        for (const thread of victims) thread.start();
        const onlookers = [onlooker('looksOn', victims), onlooker('looksOnAsync', victims)];
        const mine = victims.map((thread) => endingAsync(thread));
        const joined = victims.map((thread) => thread.joinAsync({ timeout: 2 * LONG }));
        await Promise.all(
          fates.map(async ({ how, after }, index) => {
            if (how !== 'terminate') return;
            if (after >= 1) await pause(after);
            await victims[index]!.terminate();
            expect(victims[index]!.isAlive).toBe(false);
          }),
        );
        const own = await Promise.all(mine);
        expect(await Promise.all(joined)).toEqual(fates.map(() => true));
        const told = await toldTo(onlookers);
        for (const [index, fate] of fates.entries()) {
          // Who asks later is told the same.
          expectOneEnding(fate, [own[index], ...told.map((one) => one[index]), ending(victims[index]!)]);
          expect(victims[index]!.isAlive).toBe(false);
        }
        await toldTo(early);
      }),
    20 * LONG,
  );

  test(
    'started by a thread, which blocks until they have ended',
    () =>
      inBatches(async (fates) => {
        const starter = new Thread<unknown, string>(MORTAL, { export: 'starts', args: [fates] }).start();
        const own = (await starter.resultAsync({ timeout: 3 * LONG })) as string[];
        for (const [index, fate] of fates.entries()) expectOneEnding(fate, [own[index]]);
      }),
    20 * LONG,
  );

  test(
    'and with the thread that has started them: none of them is waited for in vain',
    () =>
      inBatches(async (fates, numbers) => {
        const { port1, port2 } = new MessageChannel();
        const starter = new Thread<unknown, string>(MORTAL, { export: 'startsAndDies', args: [fates, port2], transfer: [port2] }).start();
        const [shared] = (await once(port1, 'message')) as [readonly ReturnType<Thread['share']>[]];
        port1.close();
        const victims = shared.map((one) => Thread.from(one) as Thread<unknown, string>);
        await pause(WITHIN * numbers.next());
        await starter.terminate();
        // Those that were not started will not be.
        const begun = victims.flatMap((thread, index) => (String(thread).includes('not started') ? [] : [{ thread, fate: fates[index]! }]));
        const all = begun.map(({ thread }) => thread);
        const onlookers = [onlooker('looksOn', all), onlooker('looksOnAsync', all)];
        const own = await Promise.all(all.map((thread) => endingAsync(thread)));
        const told = await toldTo(onlookers);
        for (const [index, { fate }] of begun.entries()) {
          const its = [own[index], ...told.map((one) => one[index])];
          if (its[0] === 'died: died') expect(its).toEqual(['died: died', 'died: died', 'died: died']);
          else expectOneEnding({ ...fate, how: fate.how === 'terminate' ? 'idle' : fate.how }, its);
        }
      }),
    20 * LONG,
  );

  test('of each kind there were some, and nobody is left', async () => {
    if (ENDED >= 100) for (const how of [...WAYS, 'returned']) expect(counts.get(how), `${how} of ${JSON.stringify([...counts])}`).toBeGreaterThan(0);
    await until('all threads have ended', () => activeCount() === before);
  });

  afterAll(() => {
    setExceptHook(undefined);
  });
});
