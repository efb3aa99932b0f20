import { check, checkAsync, ModelError, type Scenario } from '@sync/model';
import { describe, expect, test } from 'vitest';
import { words } from './planted/words.ts';

interface Guard {
  readonly value: Int32Array;
  dispose(): void;
}

/** The part of the package that is checked: its own declarations need the types of a page. */
interface Published {
  readonly Mutex: new (data: Int32Array) => { blockingLock(): Guard; lock(): Promise<Guard> };
  readonly Semaphore: new (permits: number) => {
    tryAcquire(): { dispose(): void } | null;
    blockingAcquire(amount?: number): { dispose(): void };
    acquire(amount?: number): Promise<{ dispose(): void }>;
  };
  readonly Condvar: new () => { blockingWait(guard: Guard): void; wait(guard: Guard): Promise<void>; notifyOne(): void };
  readonly Barrier: new (parties: number) => { blockingWait(): { isLeader: boolean }; wait(): Promise<{ isLeader: boolean }> };
  readonly RwLock: new (data: Int32Array) => {
    blockingRead(): Guard;
    read(): Promise<Guard>;
    blockingWrite(): Guard;
    write(): Promise<Guard>;
  };
  channel(capacity: number, options: { size: number }): [{ blockingSend(value: number): unknown }, { blockingRecv(): unknown }];
}

// When it is imported it looks at `navigator`, which Node has from 21 on. Nothing else is done to it.
if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: 2 } });
const NAME = ['multithreading'].join();
const { Barrier, Condvar, Mutex, RwLock, Semaphore, channel } = (await import(NAME)) as Published;

type Row = [name: string, interleavings: bigint, setup: () => Scenario];

/** The data is plain memory: that nobody else touches it is for the checker to see. */
const BLOCKING: Row[] = [
  ['Mutex, 3 threads', 195_708n, () => {
    const mutex = new Mutex(words(1));
    const thread = (): void => {
      const guard = mutex.blockingLock();
      guard.value[0]!++;
      guard.dispose();
    };
    return { threads: [thread, thread, thread] };
  }],
  ['Semaphore of 1, 3 threads', 215_666_232_858n, () => {
    const semaphore = new Semaphore(1);
    const data = words(1);
    const thread = (): void => {
      const guard = semaphore.blockingAcquire();
      data[0]!++;
      guard.dispose();
    };
    return { threads: [thread, thread, thread] };
  }],
  ['Semaphore of 2, 3 threads', 5_117_010n, () => {
    const semaphore = new Semaphore(2);
    const thread = (): void => {
      semaphore.blockingAcquire().dispose();
    };
    return { threads: [thread, thread, thread] };
  }],
  ['Semaphore of 2, one thread that takes both', 149_875_270n, () => {
    const semaphore = new Semaphore(2);
    const taking = (amount: number) => (): void => {
      semaphore.blockingAcquire(amount).dispose();
    };
    return { threads: [taking(1), taking(2), taking(1)] };
  }],
  ['Condvar, 1 waiter, 1 notifier', 1_737n, () => {
    const mutex = new Mutex(words(1));
    const condvar = new Condvar();
    const waiter = (): void => {
      const guard = mutex.blockingLock();
      while (guard.value[0] === 0) condvar.blockingWait(guard);
      guard.dispose();
    };
    const notifier = (): void => {
      const guard = mutex.blockingLock();
      guard.value[0] = 1;
      condvar.notifyOne();
      guard.dispose();
    };
    return { threads: [waiter, notifier] };
  }],
  ['Barrier, 2 threads, twice', 130_299_020n, () => {
    const barrier = new Barrier(2);
    const thread = (): number => Number(barrier.blockingWait().isLeader) + Number(barrier.blockingWait().isLeader);
    return { threads: [thread, thread], final: leaders(2) };
  }],
  ['Barrier, 3 threads', 10_829_238_528n, () => {
    const barrier = new Barrier(3);
    const thread = (): number => Number(barrier.blockingWait().isLeader);
    return { threads: [thread, thread, thread], final: leaders(1) };
  }],
  ['RwLock, 1 writer, 2 readers', 32_992_674n, () => {
    const lock = new RwLock(words(1));
    const reader = (): number | undefined => {
      const guard = lock.blockingRead();
      const value = guard.value[0];
      guard.dispose();
      return value;
    };
    const writer = (): void => {
      const guard = lock.blockingWrite();
      guard.value[0]!++;
      guard.dispose();
    };
    return { threads: [writer, reader, reader] };
  }],
  ['RwLock, 2 writers, 1 reader', 34_398_114n, () => {
    const lock = new RwLock(words(1));
    const reader = (): void => {
      lock.blockingRead().dispose();
    };
    const writer = (): void => {
      const guard = lock.blockingWrite();
      guard.value[0]!++;
      guard.dispose();
    };
    return { threads: [writer, writer, reader] };
  }],
  ['channel of 1, 1 sender, 1 receiver', 36_129n, () => {
    const [sender, receiver] = channel(1, { size: 256 });
    return {
      threads: [() => sender.blockingSend(7), () => receiver.blockingRecv()],
      final(results) {
        expect(results).toEqual([{ ok: true }, { ok: true, value: 7 }]);
      },
    };
  }],
];

const AWAITING: Row[] = [
  ['Mutex, 3 threads that await', 294_180n, () => {
    const mutex = new Mutex(words(1));
    const thread = async (): Promise<void> => {
      const guard = await mutex.lock();
      guard.value[0]!++;
      guard.dispose();
    };
    return { threads: [thread, thread, thread] };
  }],
  ['Mutex, 1 thread that awaits, 2 that block', 228_532n, () => {
    const mutex = new Mutex(words(1));
    const awaiting = async (): Promise<void> => {
      const guard = await mutex.lock();
      guard.value[0]!++;
      guard.dispose();
    };
    const blocking = (): void => {
      const guard = mutex.blockingLock();
      guard.value[0]!++;
      guard.dispose();
    };
    return { threads: [awaiting, blocking, blocking] };
  }],
  ['Semaphore of 1, 2 threads that await', 2_200n, () => {
    const semaphore = new Semaphore(1);
    const data = words(1);
    const thread = async (): Promise<void> => {
      const guard = await semaphore.acquire();
      data[0]!++;
      guard.dispose();
    };
    return { threads: [thread, thread] };
  }],
  ['Condvar, 1 waiter, 1 notifier that await', 2_169n, () => {
    const mutex = new Mutex(words(1));
    const condvar = new Condvar();
    const waiter = async (): Promise<void> => {
      const guard = await mutex.lock();
      while (guard.value[0] === 0) await condvar.wait(guard);
      guard.dispose();
    };
    const notifier = async (): Promise<void> => {
      const guard = await mutex.lock();
      guard.value[0] = 1;
      condvar.notifyOne();
      guard.dispose();
    };
    return { threads: [waiter, notifier] };
  }],
  ['Barrier, 2 threads that await', 5_856n, () => {
    const barrier = new Barrier(2);
    const thread = async (): Promise<number> => Number((await barrier.wait()).isLeader);
    return { threads: [thread, thread], final: leaders(1) };
  }],
  ['RwLock, 1 writer, 2 readers that await', 41_148_118n, () => {
    const lock = new RwLock(words(1));
    const reader = async (): Promise<number | undefined> => {
      const guard = await lock.read();
      const value = guard.value[0];
      guard.dispose();
      return value;
    };
    const writer = async (): Promise<void> => {
      const guard = await lock.write();
      guard.value[0]!++;
      guard.dispose();
    };
    return { threads: [writer, reader, reader] };
  }],
];

function leaders(count: number): (results: readonly unknown[]) => void {
  return (results) => {
    expect(results.reduce((sum: number, result) => sum + Number(result), 0)).toBe(count);
  };
}

/** A worker that keeps a permit until it has an answer from another, which needs one, too. */
function weighted(): Scenario {
  const semaphore = new Semaphore(2);
  const answer = words(1);
  const permits = [semaphore.tryAcquire(), semaphore.tryAcquire()];
  return {
    threads: [
      () => {
        permits[0]?.dispose();
        while (Atomics.load(answer, 0) === 0) Atomics.wait(answer, 0, 0);
        permits[1]?.dispose();
      },
      () => {
        semaphore.blockingAcquire(2).dispose();
      },
      () => {
        semaphore.blockingAcquire(1).dispose();
        Atomics.store(answer, 0, 1);
        Atomics.notify(answer, 0);
      },
    ],
  };
}

describe('multithreading, as published', () => {
  test.each(BLOCKING)('%s: every interleaving passes', (_, interleavings, setup) => {
    expect(check(setup)).toMatchObject({ complete: true, failing: 0n, interleavings });
  });

  test.each(AWAITING)('%s: every interleaving passes', async (_, interleavings, setup) => {
    expect(await checkAsync(setup)).toMatchObject({ complete: true, failing: 0n, interleavings });
  });

  test('a permit lies idle while a thread that wants one sleeps, if the wake-up went to one that wants two', () => {
    let error: unknown;
    try {
      check(weighted);
    } catch (reason) {
      error = reason;
    }
    expect(error).toBeInstanceOf(ModelError);
    const { kind, message } = error as ModelError;
    expect(kind).toBe('stuck');
    // Without the places: they are lines of the package.
    const steps = message.split('\n\n')[1]?.replace(/  +\S* ?\S+\/\S+:\d+$/gm, '');
    expect(`\n${steps ?? ''}`).toBe(`
      T0                            T1                    T2
   1                                load b0[0] = 0
   2                                add b0[4] 1 = 0
   3                                wait b0[0] 0: sleeps
   4                                                      load b0[0] = 0
   5                                                      add b0[4] 1 = 1
   6                                                      wait b0[0] 0: sleeps
   7  add b0[0] 1 = 0
   8  load b0[4] = 2
   9  notify b0[0] 1 = 1, wakes T1
  10  load b1[0] = 0
  11  wait b1[0] 0: sleeps
  12                                sub b0[4] 1 = 2
  13                                load b0[0] = 1
  14                                add b0[4] 1 = 1
  15                                wait b0[0] 1: sleeps`);
    expect(message).toMatch(/^Stuck: nothing will ever wake T0 and T1 and T2\. Preemptions: 0, the fewest possible\.\n/);
    expect(message).toMatch(/T1 sleeps on b0\[0\]\n {4}at Semaphore\.blockingAcquire sync\/semaphore\.js/);
    expect(message).toMatch(/T2 sleeps on b0\[0\]\n {4}at Semaphore\.blockingAcquire sync\/semaphore\.js/);
  });

  test('without the lock, the threads that passed with it race', () => {
    const unlocked = (): Scenario => {
      const data = words(1);
      const thread = (): void => {
        data[0]!++;
      };
      return { threads: [thread, thread, thread] };
    };
    expect(() => check(unlocked)).toThrow(/^Data race/);
  });
});
