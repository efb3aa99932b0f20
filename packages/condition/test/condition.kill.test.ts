import type { Condition } from '@sync/condition';
import { KILLS, KillLane, LONG, Subject, WORK, closeSubjects, endThreads, pause } from '@sync/testing';
import type { KillMember } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { conditionSpec, entriesOf, isEmpty, notify, task, waitingIn } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const ROUNDS = new URL('workers/rounds.mjs', import.meta.url);
/** Ended among so few that most notifications meet one that dies. */
const FEW = Math.ceil(KILLS / 10);
const MODES = ['sync', 'async'] as const;
const NOTES = ['came', 'staying', 'notified', 'left'] as const;
type Note = (typeof NOTES)[number];

/** What is noted goes on from round to round. */
class Counts {
  readonly #lane: KillLane;
  readonly #before = new Map<KillMember, ReadonlyMap<string, number>>();

  /** @param lane whose threads are all at the gate */
  constructor(lane: KillLane) {
    this.#lane = lane;
    for (const member of lane.living) this.#before.set(member, new Map(NOTES.map((name) => [name, member.noted(name)])));
  }

  /** In this round, by these, or by all that live. */
  of(name: Note, members: Iterable<KillMember> = this.#lane.living): number {
    return [...members].reduce((sum, member) => sum + member.noted(name) - (this.#before.get(member)?.get(name) ?? 0), 0);
  }
}

/** Rounds in which all come before anybody is notified: then each notification reaches one, whoever leaves or dies. */
async function play(threads: number, rounds: number, kills: number): Promise<void> {
  const subject = new Subject<Condition>(conditionSpec);
  const { lock: condition, words } = subject;
  const lane = new KillLane({
    fixture: ROUNDS,
    data: { handle: subject.record.handle },
    steps: ['comes', 'has returned'],
    notes: NOTES,
    kills,
    // Who dies may not hold the lock: see below.
    fates: false,
    modes: MODES,
    survivors: Array.from({ length: kills > 0 ? 2 : threads }, (_, at) => MODES[at % 2] ?? 'sync'),
    victims: kills > 0 ? threads - 2 : 0,
  });
  const { numbers } = lane;
  for (let round = 0; round < rounds || lane.goesOn; round++) {
    lane.fill();
    await lane.gathered();
    const counts = new Counts(lane);
    lane.once();
    await lane.until('all have come', () => counts.of('came') === lane.tasks);
    // The last in the line, and there to look after the dead when all others have left.
    const last = task(condition);
    // So many that some are left over to whom a notification could go.
    const toDie = lane.goesOn ? lane.choose() : [];
    const least = counts.of('staying') - counts.of('staying', toDie);
    const most = numbers.below(least + 1);
    let given = 0;
    let killed = toDie.length === 0;
    while (given < most || !killed) {
      if (!killed && (given === most || numbers.below(3) === 0)) {
        // While it is held here, nobody of them holds it: each waits, or is on its way to it.
        expect(await condition.acquireAsync({ timeout: LONG })).toBe(true);
        await lane.strike(toDie);
        condition.release();
        killed = true;
      } else if (given < most) {
        const count = Math.min(1 + numbers.below(2), most - given);
        notify(condition, count);
        given += count;
      }
      if (numbers.below(2) === 0) await pause(numbers.below(4));
    }
    const notified = (): number => counts.of('notified') + counts.of('notified', toDie);
    await lane.until(`as many go on as were notified, ${given}`, () => notified() >= given);
    // Who has a limit leaves in a while; what the dead have left is cleared.
    await lane.until('the rest waits', () => {
      const rest = 1 + counts.of('came') - counts.of('notified') - counts.of('left');
      return rest === waitingIn(words) && entriesOf(words).every((entry) => entry.notified === 0);
    });
    expect(notified()).toBe(given);
    notify(condition);
    expect(await last).toBe(true);
    await lane.gathered();
  }
  await lane.end();
  expect(isEmpty(words)).toBe(true);
}

describe('Condition: each notification reaches one that waits', () => {
  test.each([{ threads: 2, rounds: 30 }, { threads: 4, rounds: 20 }, { threads: 8, rounds: 10 }])(
    'of $threads threads, while others leave by time limits and aborts',
    ({ threads, rounds }) => play(threads, rounds * WORK, 0),
    120_000,
  );

  test('of 4 threads, while others leave and threads die', () => play(4, 1, FEW), 20 * LONG);

  test('of 14 threads, while others leave and threads die', () => play(14, 1, KILLS - FEW), 20 * LONG);
});
