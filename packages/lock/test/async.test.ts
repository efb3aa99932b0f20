import { Lock } from '@sync/lock';
import { LONG, Subject, closeSubjects, endThreads, pending, program, timed } from '@sync/testing';
import type { ContractLock } from '@sync/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ALL, lockSpec } from './specs.ts';

afterEach(closeSubjects);
afterAll(endThreads);

/** Counts the platform's async waiters: how many were made, and how many wait at most. */
function countPlatformWaiters(): void {
  const counts = { made: 0, open: 0, most: 0 };
  Reflect.set(globalThis, 'platformWaiters', counts);
  const { waitAsync } = Atomics;
  Atomics.waitAsync = ((...args: Parameters<typeof waitAsync>) => {
    const outcome = waitAsync(...args);
    counts.made++;
    if (outcome.async) {
      counts.most = Math.max(counts.most, ++counts.open);
      void outcome.value.then(() => counts.open--);
    }
    return outcome;
  }) as typeof waitAsync;
}

describe.each(ALL)('$name awaited', ({ spec }) => {
  const make = (): Subject<ContractLock> => new Subject(spec);

  test('10,000 waiters of one thread cost one waiter of the platform', async () => {
    const subject = make();
    const counting = subject.thread(countPlatformWaiters);
    subject.lock.acquire();
    const all = counting.run(async ({ lock, flags }) => {
      const order: number[] = [];
      const tasks = Array.from({ length: 10_000 }, async (_, at) => {
        await lock.acquireAsync();
        order.push(at);
        lock.release();
      });
      Atomics.store(flags, 0, 1);
      await Promise.all(tasks);
      const counts = Reflect.get(globalThis, 'platformWaiters') as { made: number; most: number };
      return { served: order.length, inOrder: order.every((at, index) => at === index), ...counts };
    });
    await subject.blocked();
    subject.lock.release();
    const outcome = await all;
    expect(outcome).toMatchObject({ served: 10_000, inOrder: true, most: 1 });
    // One for each time that one task hands over to the next, at most.
    expect(outcome.made).toBeLessThan(10_100);
  });

  // Both classes have the same line of tasks: one storm is enough.
  test.runIf(spec === lockSpec)('200,000 waits that are aborted leave nothing behind, and take no quadratic time', async () => {
    const subject = make();
    const { lock } = subject;
    const other = subject.thread();
    await other.run(({ opponent }) => opponent.acquire());
    const reason = new Error('enough');
    const { value, ms } = await timed(async () => {
      let rejected = 0;
      for (let batch = 0; batch < 4; batch++) {
        const aborts = Array.from({ length: 50_000 }, () => new AbortController());
        const waits = aborts.map(({ signal }) =>
          lock.acquireAsync({ signal }).catch((error: unknown) => {
            if (error === reason) rejected++;
          }),
        );
        // Last come, first gone: a list that is searched from its head would be slow.
        for (const abort of aborts.reverse()) abort.abort(reason);
        await Promise.all(waits);
      }
      return rejected;
    });
    expect(value).toBe(200_000);
    expect(ms).toBeLessThan(LONG);
    await other.run(({ opponent }) => {
      opponent.release();
    });
    expect(await other.run(({ lock }) => lock.acquire({ timeout: 1000 }))).toBe(true);
    await other.run(({ lock }) => {
      lock.release();
    });
  }, 2 * LONG);

  test('20,000 waits whose time is up leave nothing behind', async () => {
    const subject = make();
    const other = subject.thread();
    await other.run(({ opponent }) => opponent.acquire());
    const waits = Array.from({ length: 20_000 }, (_, at) => subject.lock.acquireAsync({ timeout: at % 50 }));
    expect((await Promise.all(waits)).some((taken) => taken)).toBe(false);
    await other.run(({ opponent }) => {
      opponent.release();
    });
  });

  test('one waiter aborts and another thread, asleep, is woken in its place', async () => {
    const subject = make();
    const { lock } = subject;
    const [holder, sleeper] = subject.threads(2);
    for (let round = 0; round < 30; round++) {
      await holder?.run(({ opponent }) => opponent.acquire());
      const abort = new AbortController();
      const aborted = lock.acquireAsync({ signal: abort.signal }).then(
        () => {
          lock.release();
          return 'taken';
        },
        () => 'aborted',
      );
      await subject.blocked();
      const start = performance.now();
      const asleep = sleeper?.run(({ lock }) => {
        const taken = lock.acquire({ timeout: 10_000 });
        lock.release();
        return taken;
      });
      const release = holder?.run(({ opponent }) => {
        opponent.release();
      });
      abort.abort();
      expect(await asleep).toBe(true);
      expect(performance.now() - start).toBeLessThan(5000);
      await Promise.all([aborted, release]);
      subject.expectAtRest();
    }
  });

  test('an awaited acquire without waiting makes no waiter of the platform', async () => {
    const subject = make();
    const counting = subject.thread(countPlatformWaiters);
    const made = await counting.run(async ({ lock }) => {
      for (let round = 0; round < 100; round++) {
        await lock.acquireAsync();
        lock.release();
      }
      return (Reflect.get(globalThis, 'platformWaiters') as { made: number }).made;
    });
    expect(made).toBe(0);
  });

  test('tasks of one thread that queue behind each other make few waiters of the platform', async () => {
    const subject = make();
    const counting = subject.thread(countPlatformWaiters);
    const most = await counting.run(async ({ lock }) => {
      const task = async (): Promise<void> => {
        for (let round = 0; round < 20; round++) {
          await lock.acquireAsync();
          await Promise.resolve();
          lock.release();
        }
      };
      await Promise.all(Array.from({ length: 50 }, task));
      return (Reflect.get(globalThis, 'platformWaiters') as { most: number }).most;
    });
    expect(most).toBeLessThanOrEqual(1);
  });

  test('a free word goes to a sync call of the same thread, and its waiting task comes later, without a stall', async () => {
    const subject = make();
    const { lock } = subject;
    const other = subject.thread();
    for (let round = 0; round < 20; round++) {
      await other.run(({ opponent }) => opponent.acquire());
      const task = lock.acquireAsync();
      await subject.blocked();
      const freed = other.run(({ opponent }) => {
        opponent.release();
      });
      // This thread blocks behind its own waiting task, to which the wake-up was given.
      const { value, ms } = await timed(() => lock.acquire({ timeout: LONG }));
      expect(value).toBe(true);
      expect(ms).toBeLessThan(2000);
      expect(await pending(task)).toBe(true);
      lock.release();
      expect(await task).toBe(true);
      lock.release();
      await freed;
    }
  });
});

describe('a pending wait and the life of the process', () => {
  const run = (name: string): ReturnType<typeof program> => program(new URL(`programs/${name}.mjs`, import.meta.url));

  test('a pending wait keeps the process alive until another thread releases', async () => {
    expect(await run('awaits-a-release')).toMatchObject({ stdout: 'taken\n', stderr: '', code: 0 });
  });

  test('a pending wait with a time limit keeps the process alive until the time is up', async () => {
    expect(await run('awaits-in-vain')).toMatchObject({ stdout: 'false\n', stderr: '', code: 0 });
  });

  test('a process whose waits are over ends by itself', async () => {
    const ended = await run('has-awaited');
    expect(ended).toMatchObject({ stdout: 'done\n', stderr: '', code: 0, stuck: false });
  });

  test('a pending wait with unref does not keep the process alive', async () => {
    const ended = await run('awaits-unref');
    expect(ended).toMatchObject({ stdout: 'end of the program\n', stderr: '', stuck: false });
  });

  test('a wait with unref beside one without keeps the process alive for the latter alone', async () => {
    expect(await run('awaits-both')).toMatchObject({ stdout: 'taken\n', stderr: '', code: 0, stuck: false });
  });

  test('an aborted wait lets the process end', async () => {
    expect(await run('aborts')).toMatchObject({ stdout: 'aborted\n', stderr: '', code: 0, stuck: false });
  });

  test('a pending wait keeps a worker alive', async () => {
    expect(await run('worker-awaits')).toMatchObject({ stdout: 'taken in the worker\n', stderr: '', code: 0 });
  });

  test('importing alone starts nothing', async () => {
    expect(await run('imports')).toMatchObject({ stdout: 'imported\n', stderr: '', code: 0, stuck: false });
    expect(Lock.byteLength).toBeGreaterThan(0);
  });
});
