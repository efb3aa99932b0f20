import type { Barrier } from '@sync/barrier';
import { KillLane, LONG, Subject, closeSubjects, endThreads } from '@sync/testing';
import type { KillMember } from '@sync/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import { actingSpec, mortal } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const KILL = new URL('workers/kill.mjs', import.meta.url);
const SURVIVORS = ['sync', 'async', 'mixed'] as const;
const VICTIMS = 12;
const PARTIES = SURVIVORS.length + VICTIMS;
const ALL = 2 ** PARTIES - 1;
const ROUNDS = 2 ** 20;
/** In the threads' common words: how often it was mended, and whether it is over. */
const MENDED = 0;
const OVER = 1;

/** Its thread has come, and waits: none that has come in vain, and will come again. */
const waits = (member: KillMember): boolean => member.step === 'comes' && (member.asleep || member.noted('awaits') === 1);

test(
  'Barrier: threads die at random points, as they come, wait, or run the action: the others learn of it, or meet with those that come in their place',
  async () => {
    const { lock: barrier, record } = new Subject<Barrier>(mortal(actingSpec(PARTIES)));
    const flags = new Int32Array(new SharedArrayBuffer(8));
    const epochs = new Int32Array(new SharedArrayBuffer(4 * ROUNDS));
    const lane = new KillLane({
      fixture: KILL,
      data: { handle: record.handle, flags, epochs },
      steps: ['comes', 'acts', 'has acted', 'is broken', 'has passed'],
      notes: ['seen', 'passed', 'awaits'],
      survivors: SURVIVORS,
      victims: VICTIMS,
    });
    const dead: KillMember[] = [];
    const goRound = async (): Promise<void> => {
      const mended = Atomics.load(flags, MENDED);
      const { killed } = lane;
      const goOn = async (rounds: number): Promise<void> => {
        const before = Number(epochs[0]);
        await lane.until('they go round', () => {
          // Some die as they start.
          if (lane.living.size < PARTIES) lane.fill();
          return Atomics.load(epochs, 0) > before + rounds;
        });
      };
      await goOn(0);
      // Those who wait for the others wait in peace.
      if (Atomics.load(flags, MENDED) > mended) await lane.until('one has died, if it was broken', () => lane.killed > killed);
      await goOn(3);
    };
    lane.open();
    while (lane.goesOn) {
      lane.fill();
      await goRound();
      await lane.strike();
      // Those of the dead that had come are missed; nobody comes in their place before.
      await lane.until('all that live wait, and nobody else', () => barrier.waiting === lane.living.size && [...lane.living].every(waits));
      dead.push(...lane.takeDead());
    }
    lane.fill();
    await goRound();
    Atomics.store(flags, OVER, 1);
    const ended = lane.end();
    barrier.abort();
    await ended;
    dead.push(...lane.takeDead());
    expectAllOrDead([...epochs.subarray(1, Number(epochs[0]) + 1)], dead);
    lane.expectDeaths('comes', 'acts');

    barrier.reset();
    expect([barrier.waiting, barrier.parties, barrier.broken]).toEqual([0, PARTIES, false]);
    for (let party = 1; party < PARTIES; party++) barrier.arrive();
    expect(barrier.wait()).toBe(PARTIES - 1);
  },
  20 * LONG,
);

/** Of each round all have come through, or none; but for those who died before they could say so. */
function expectAllOrDead(ends: readonly number[], dead: readonly KillMember[]): void {
  // The last one is the one in which it was ended.
  ends.slice(0, -1).forEach((end, at) => {
    if (end === ALL || end === 0) return;
    const epoch = at + 1;
    let missing = 0;
    for (let bit = 1; bit < ALL; bit *= 2) if ((end & bit) === 0) missing++;
    const unsaid = dead.filter((member) => member.noted('seen') < epoch && member.noted('passed') < epoch && isNext(ends, member.noted('seen'), epoch));
    expect(unsaid.length, `${missing} have not come through in round ${epoch}`).toBeGreaterThanOrEqual(missing);
  });
}

/** No round between has let anybody through. */
function isNext(ends: readonly number[], seen: number, epoch: number): boolean {
  return ends.slice(seen, epoch - 1).every((end) => end === 0);
}
