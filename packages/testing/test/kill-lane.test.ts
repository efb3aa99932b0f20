import { KillLane, StuckError, closeSubjects } from '@sync/testing';
import type { KillLaneOptions } from '@sync/testing';
import { afterEach, expect, test } from 'vitest';

afterEach(closeSubjects);

/** In the threads' words: how many rounds were gone through. */
const ROUNDS = 0;

function laneOf(data: Readonly<Record<string, unknown>> = {}, options: Partial<KillLaneOptions> = {}): { lane: KillLane; words: Int32Array } {
  const words = new Int32Array(new SharedArrayBuffer(12));
  const fixture = new URL('workers/mortal.mjs', import.meta.url);
  const lane = new KillLane({ fixture, data: { words, ...data }, steps: ['begins', 'ends'], notes: ['rounds'], kills: 30, victims: 5, ...options });
  return { lane, words };
}

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

test('threads are ended in every way until there were so many, and others come in their place', async () => {
  const { lane, words } = laneOf();
  let dead = 0;
  while (lane.goesOn) {
    await lane.round();
    dead += lane.takeDead().length;
    const before = Atomics.load(words, ROUNDS);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(Atomics.load(words, ROUNDS), 'nobody goes through a closed gate').toBe(before);
  }
  await lane.end();
  dead += lane.takeDead().length;
  expect(dead).toBe(lane.killed);
  expect(dead).toBeGreaterThanOrEqual(30);
  expect(lane.living.size).toBe(0);
});

test('all go through a closed gate once', async () => {
  const { lane, words } = laneOf({}, { victims: 0 });
  await lane.gathered();
  for (let turn = 1; turn <= 20; turn++) {
    lane.once();
    await lane.gathered();
    expect([Atomics.load(words, ROUNDS), lane.sum('rounds')]).toEqual([turn * lane.tasks, turn * lane.tasks]);
  }
  await lane.end();
});

test('of a wedged one it is told who did what last, and how to repeat it', async () => {
  const { lane } = laneOf({ sticks: 0 }, { victims: 0 });
  lane.open();
  await lane.until('one sticks', () => [...lane.living].some(({ who, asleep }) => who === 0 && asleep));
  lane.close();
  const error = await caught(lane.until('all are there', () => lane.isGathered, 200));
  expect(error).toBeInstanceOf(StuckError);
  expect((error as Error).message).toMatch(/all are there[^]*SYNC_TEST_SEED=\d+[^]*survivor #0 \(Worker-\d+, sync\): begins, asleep, after 1 steps and 0 rounds; rounds 1/);
});

test('an error of a thread that was not to die of it is the lane\'s', async () => {
  const { lane } = laneOf({ fails: 2 });
  lane.open();
  expect(await caught(lane.until('all is over', () => false))).toMatchObject({ message: 'of its own' });
});

test('a name that the lane was not told of is an error', async () => {
  const { lane } = laneOf({}, { steps: ['begins'] });
  lane.open();
  expect(await caught(lane.until('all is over', () => false))).toMatchObject({ message: 'the lane does not know the name ends' });
});
