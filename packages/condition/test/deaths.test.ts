import { existsSync } from 'node:fs';
import type { Condition } from '@sync/condition';
import { Subject, closeSubjects, endThreads, expectNoticed, pending, timed, until } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, WAYS, awaits, blocks, conditionSpec, crowd, entriesOf, notify, task, waiting, waitingIn } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** Ends a thread that does not hold the lock, since this one does. */
async function end(condition: Condition, thread: Remote<Condition>): Promise<void> {
  condition.acquire();
  await thread.terminate();
  condition.release();
}

describe.each(KINDS.slice(1, 3))('$name: a waiting thread ends', ({ spec }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(spec);
  const PAIRS = WAYS.flatMap((victim) => WAYS.map((survivor) => ({ victim, survivor, dies: victim.way, next: survivor.way })));

  test.each(PAIRS)('one that $dies, after it was notified and before it has the lock: one that $next gets it', async ({ victim, survivor }) => {
    const subject = make();
    const { lock: condition, words } = subject;
    const next = subject.thread();
    const stalls: number[] = [];
    for (let trial = 0; trial < 3; trial++) {
      const dying = subject.thread(() => undefined);
      const gone = dying.run(victim.wait).catch(() => 'gone');
      await waiting(subject, 1);
      const gets = next.run(survivor.wait);
      await waiting(subject, 2);
      condition.acquire();
      condition.notify();
      await dying.terminate();
      const start = performance.now();
      condition.release();
      expect(await gets).toBe(true);
      stalls.push(performance.now() - start);
      expect([await gone, entriesOf(words)]).toEqual(['gone', []]);
    }
    expectNoticed(stalls);
  });

  test.each(PAIRS)('one that $dies, before it is notified: one that $next gets what was given to it', async ({ victim, survivor }) => {
    const subject = make();
    const { lock: condition, words } = subject;
    const dying = subject.thread(() => undefined);
    void dying.run(victim.wait).catch(() => 'gone');
    await waiting(subject, 1);
    const next = subject.thread().run(survivor.wait);
    await waiting(subject, 2);
    await end(condition, dying);
    notify(condition, 1);
    const { value, ms } = await timed(() => next);
    expect(value).toBe(true);
    expectNoticed([ms]);
    expect(entriesOf(words)).toEqual([]);
  });

  test('several of its tasks were notified: as many others go on, and who came later does not', async () => {
    const subject = make();
    const { lock: condition, words } = subject;
    const dying = subject.thread(() => undefined);
    await dying.run(({ lock }) => {
      for (let at = 0; at < 3; at++) void lock.runAsync(() => lock.waitAsync());
    });
    await waiting(subject, 3);
    // It is busy, or its tasks would go on.
    void dying.run(({ flags }) => {
      Atomics.store(flags, 0, 1);
      Atomics.wait(flags, 1, 0);
    }).catch(() => 'gone');
    await until('it is busy', () => Atomics.load(subject.flags, 0) === 1);
    const [blocked, awaiting, late] = subject.threads(3);
    const ends = [blocked!.run(blocks)];
    await waiting(subject, 4);
    ends.push(awaiting!.run(awaits));
    await waiting(subject, 5);
    notify(condition, 3);
    // One in the run of one that came before, and others.
    const later = [awaiting!.run(awaits)];
    await waiting(subject, 3);
    expect(entriesOf(words)).toMatchObject([{ notified: 3 }, { waiting: 1 }, { waiting: 2 }]);
    later.push(task(condition), late!.run(blocks));
    await waiting(subject, 5);
    await dying.terminate();
    expect(await Promise.all(ends)).toEqual([true, true]);
    expect(await pending(Promise.race(later))).toBe(true);
    expect(waitingIn(words)).toBe(3);
    notify(condition);
    expect(await Promise.all(later)).toEqual([true, true, true]);
  });

  test('what it leaves in the line is cleared by others that wait', async () => {
    const subject = make();
    const { lock: condition, words } = subject;
    for (const { wait } of WAYS) {
      const dying = subject.thread(() => undefined);
      void dying.run(wait).catch(() => 'gone');
      await waiting(subject, 1);
      await end(condition, dying);
      expect(String(condition)).toContain('[1 waiting');
    }
    const stays = task(condition);
    await until('they are cleared', () => entriesOf(words).length === 1);
    notify(condition, 1);
    expect(await stays).toBe(true);
  });
});

test('a line that is full of the dead is found to be so by the next one that comes, and empty', async () => {
  const subject = new Subject<Condition>({ ...conditionSpec, byteOffset: 0 });
  const { lock: condition, words } = subject;
  const dying = subject.thread(() => undefined);
  expect(await dying.run(blocks, { timeout: 0 })).toBe(false);
  const native = await dying.run(() => process.getBuiltinModule('node:fs').readlinkSync('/proc/thread-self'));
  await dying.terminate();
  await until('the kernel has it no more', () => !existsSync(`/proc/${native}`));
  crowd(words, 64);
  for (let at = 0; at < 64; at++) words[16 + 5 * at] = dying.threadId + 1;
  condition.acquire();
  expect(condition.wait({ timeout: 1 })).toBe(false);
  condition.release();
  expect(entriesOf(words)).toEqual([]);
});
