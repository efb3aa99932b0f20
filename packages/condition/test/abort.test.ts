import type { Condition } from '@sync/condition';
import { Subject, closeSubjects, endThreads, expectAtOnce, pending, random, testSeed, timed, until } from '@sync/testing';
import type { Remote } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { KINDS, awaits, blocks, conditionSpec, entriesOf, notify, task, waiting, waitingIn, waitsForTheLock } from './spec.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const reason = new Error('enough');

/** How a wait ended. */
const outcome = (wait: Promise<boolean>): Promise<boolean | 'aborted'> =>
  wait.catch((error: unknown) => {
    expect(error).toBe(reason);
    return 'aborted' as const;
  });

describe.each(KINDS)('$name: waitAsync with a signal', ({ spec }) => {
  const make = (): Subject<Condition> => new Subject<Condition>(spec);

  test('rejects at once when it is aborted already, without giving the lock up', async () => {
    const { lock: condition, words } = make();
    condition.acquire();
    const before = [...words];
    const { value } = await timed(() => outcome(condition.waitAsync({ signal: AbortSignal.abort(reason) })));
    expect([value, condition.owned]).toEqual(['aborted', true]);
    expect([...words]).toEqual(before);
    condition.release();
  });

  test('rejects with the reason when it is aborted while it waits, with the lock held and nothing left behind', async () => {
    const { lock: condition, words } = make();
    const abort = new AbortController();
    const other = task(condition);
    condition.acquire();
    const wait = outcome(condition.waitAsync({ signal: abort.signal, timeout: 10_000 }));
    expect(await pending(wait)).toBe(true);
    const { value, ms } = await timed(() => {
      abort.abort(reason);
      return wait;
    });
    expect([value, condition.owned, waitingIn(words)]).toEqual(['aborted', true, 1]);
    expectAtOnce(ms);
    condition.release();
    expect(await pending(other)).toBe(true);
    notify(condition, 1);
    expect(await other).toBe(true);
  });

  test('rejects once it has the lock again, however long others hold that', async () => {
    const subject = make();
    const { lock: condition } = subject;
    const abort = new AbortController();
    condition.acquire();
    const wait = outcome(condition.waitAsync({ signal: abort.signal }));
    const other = subject.thread();
    await other.run(({ lock }) => lock.acquire());
    abort.abort(reason);
    // A second time says nothing new.
    abort.abort(new Error('again'));
    await waitsForTheLock(subject);
    expect(await pending(wait)).toBe(true);
    await other.run(({ lock }) => {
      lock.release();
    });
    expect([await wait, condition.owned]).toEqual(['aborted', true]);
    condition.release();
  });

  test('an abort after it has returned changes nothing', async () => {
    const { lock: condition } = make();
    const abort = new AbortController();
    const wait = task(condition, { signal: abort.signal });
    notify(condition);
    expect(await wait).toBe(true);
    abort.abort(reason);
    expect(await outcome(task(condition, { timeout: 1 }))).toBe(false);
  });

  test('when the time is up and the signal aborted, the time limit wins', async () => {
    const { lock: condition } = make();
    expect(await outcome(task(condition, { timeout: 0, signal: AbortSignal.abort(reason) }))).toBe(false);
    const abort = new AbortController();
    const wait = outcome(task(condition, { timeout: 5, signal: abort.signal }));
    // Blocks until the time is up, so that neither the timer nor the abort has been seen.
    condition.run(() => condition.wait({ timeout: 20 }));
    abort.abort(reason);
    expect(await wait).toBe(false);
  });

  test('one whose notification came when its signal was aborted already passes it on (the next blocks, awaits, is a task)', async () => {
    const subject = make();
    const { lock: condition, words } = subject;
    const [blocked, awaiting] = subject.threads(2);
    const next = [() => blocked!.run(blocks), () => awaiting!.run(awaits), () => task(condition)];
    for (const begin of [...next, ...next]) {
      const abort = new AbortController();
      const wait = outcome(task(condition, { signal: abort.signal }));
      const after = begin();
      await waiting(subject, 2);
      condition.acquire();
      abort.abort(reason);
      condition.notify();
      condition.release();
      expect([await wait, await after]).toEqual(['aborted', true]);
      expect(entriesOf(words)).toEqual([]);
    }
  });

  test.each([['abort, then notify'], ['notify, then abort']])('a notification in the turn of an abort (%s) ends one wait, not none and not two', async (order) => {
    const { lock: condition } = make();
    for (let round = 0; round < 50; round++) {
      const abort = new AbortController();
      const first = outcome(task(condition, { signal: abort.signal }));
      const [second, third] = [task(condition), task(condition)];
      if (order === 'abort, then notify') abort.abort(reason);
      notify(condition, 1);
      abort.abort(reason);
      if ((await first) === 'aborted') expect(await second).toBe(true);
      expect(await pending(third)).toBe(true);
      notify(condition);
      expect(await Promise.all([second, third])).toEqual([true, true]);
    }
  });

  test('of a hundred tasks many are aborted while others are notified: as many go on as were notified', async () => {
    const { lock: condition, words } = make();
    const numbers = random(testSeed());
    for (let round = 0; round < 5; round++) {
      const aborts = Array.from({ length: 100 }, () => new AbortController());
      const ends = aborts.map(({ signal }) => outcome(task(condition, { signal })));
      // Each time one is notified others leave, in the same turn, before or after it.
      for (let turn = 0; turn < 40; turn++) {
        if (numbers.below(2) === 0) aborts[numbers.below(100)]?.abort(reason);
        notify(condition, 1);
        if (numbers.below(2) === 0) aborts[numbers.below(100)]?.abort(reason);
        if (numbers.below(3) === 0) await pending(ends[turn]!);
      }
      await until('nobody is on its way', () => entriesOf(words).every(({ notified }) => notified === 0) && !condition.locked);
      const rest = waitingIn(words);
      notify(condition);
      const all = await Promise.all(ends);
      expect(all.filter((end) => end === true)).toHaveLength(40 + rest);
      expect(all.filter((end) => end === 'aborted')).toHaveLength(60 - rest);
    }
  });
});

describe('a notification is passed on to one that waited before it, in whichever threads', () => {
  /** Aborts a waiting task of a thread, and blocks the thread, so that what the task was notified of stays with it. */
  const abortAndStay = async (subject: Subject<Condition>, thread: Remote<Condition>): Promise<() => void> => {
    const { flags } = subject;
    void thread.run(({ flags, kept }) => {
      (kept.abort as AbortController).abort();
      Atomics.store(flags, 0, 1);
      while (Atomics.load(flags, 1) === 0) Atomics.wait(flags, 1, 0, 1000);
    });
    await until('it is aborted and stays', () => Atomics.load(flags, 0) === 1);
    return () => {
      Atomics.store(flags, 1, 1);
      Atomics.notify(flags, 1);
    };
  };
  const abortable = (thread: Remote<Condition>): Promise<unknown> =>
    thread.run(({ lock, kept }) => {
      const abort = new AbortController();
      kept.abort = abort;
      return lock.runAsync(() => lock.waitAsync({ signal: abort.signal }).catch(() => 'aborted'));
    });

  test('who came after it gets nothing of it, while nobody else waited', async () => {
    const subject = new Subject<Condition>(conditionSpec);
    const { lock: condition } = subject;
    const [first, second] = subject.threads(2);
    const aborted = abortable(first!);
    await waiting(subject, 1);
    const go = await abortAndStay(subject, first!);
    notify(condition, 1);
    const late = second!.run(blocks);
    await waiting(subject, 1);
    go();
    expect(await aborted).toBe('aborted');
    expect(await pending(late)).toBe(true);
    await waiting(subject, 1);
    notify(condition);
    expect(await late).toBe(true);
  });

  test('who came after it gets nothing of it, though it came right behind one that has left since', async () => {
    const subject = new Subject<Condition>(conditionSpec);
    const { lock: condition } = subject;
    const [first] = subject.threads(1);
    const aborted = abortable(first!);
    await waiting(subject, 1);
    const abort = new AbortController();
    const before = outcome(task(condition, { signal: abort.signal }));
    const go = await abortAndStay(subject, first!);
    notify(condition, 1);
    const late = task(condition);
    expect(entriesOf(subject.words)).toHaveLength(2);
    abort.abort(reason);
    expect(await before).toBe('aborted');
    go();
    expect(await aborted).toBe('aborted');
    expect(await pending(late)).toBe(true);
    await waiting(subject, 1);
    notify(condition);
    expect(await late).toBe(true);
  });

  test.each([['is on its way, too'], ['has returned']])('if that one has got a newer one and %s, who waited for the newer one gets it', async (which) => {
    const subject = new Subject<Condition>(conditionSpec);
    const { lock: condition, flags } = subject;
    const [first, second, third, fourth] = subject.threads(4);
    const aborted = abortable(first!);
    await waiting(subject, 1);
    const middle = second!.run(async ({ lock, flags }) => {
      await lock.runAsync(() => lock.waitAsync());
      Atomics.store(flags, 2, 1);
      return true;
    });
    await waiting(subject, 2);
    const go = await abortAndStay(subject, first!);
    notify(condition, 1);
    const last = third!.run(blocks);
    await waiting(subject, 2);
    condition.acquire();
    condition.notify();
    expect(waitingIn(subject.words)).toBe(1);
    if (which === 'is on its way, too') {
      go();
      condition.release();
    } else {
      condition.release();
      await until('it has returned', () => Atomics.load(flags, 2) === 1);
      const latest = fourth!.run(blocks);
      await waiting(subject, 2);
      go();
      expect(await last).toBe(true);
      expect(await pending(latest)).toBe(true);
      await waiting(subject, 1);
      notify(condition);
      await latest;
    }
    expect([await aborted, await middle, await last]).toEqual(['aborted', true, true]);
  });

  test('none goes back: who was notified last is passed on to who came before that', async () => {
    const subject = new Subject<Condition>(conditionSpec);
    const { lock: condition } = subject;
    const [first, second] = subject.threads(2);
    const aborted = abortable(first!);
    await waiting(subject, 1);
    const abort = new AbortController();
    const [mine, also] = [outcome(task(condition, { signal: abort.signal })), task(condition)];
    const go = await abortAndStay(subject, first!);
    notify(condition, 1);
    const late = second!.run(blocks);
    await waiting(subject, 3);
    // The second of this thread gets what the first thread passes on; the first of this thread what is given now, and passes that on.
    condition.acquire();
    abort.abort(reason);
    condition.notify();
    condition.release();
    go();
    expect([await aborted, await mine, await also, await late]).toEqual(['aborted', 'aborted', true, true]);
  });
});
