import { Lock, RWLock, holdAll, type Shared } from '@sync/lock';
import { SHORT, Subject, attempt, cannotBlock, closeSubjects, endThreads, expectNoticed, expectRefusal, expectTimeout, pending, timed, until } from '@sync/testing';
import type { ContractLock, Here, Remote } from '@sync/testing';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { drainSpec, readerSpec, rwSpec } from './rw-specs.ts';
import { READERS, SLOTS, USED, WRITER } from './rw-words.ts';

afterEach(closeSubjects);
afterAll(endThreads);

const sides = (): { subject: Subject<ContractLock>; reader: ContractLock; writer: ContractLock } => {
  const subject = new Subject<ContractLock>(readerSpec, { name: 'prices' });
  return { subject, reader: subject.lock, writer: subject.opponent };
};

/** One that can be taken over. */
interface Mortal extends ContractLock {
  recover(options?: { timeout: number }): boolean;
  recoverAsync(options?: { signal: AbortSignal }): Promise<boolean>;
}

/** Takes the reader in another thread. */
const reads = (thread: Remote<ContractLock>): Promise<boolean> => thread.run(({ lock }) => lock.acquire());
const stopsReading = (thread: Remote<ContractLock>): Promise<void> =>
  thread.run(({ lock }) => {
    lock.release();
  });

/** Somebody owns the mutex, or keeps it, and has not begun to write. */
const somebodyDrains = ({ words }: Subject<ContractLock>): Promise<void> =>
  until('somebody drains', () => Atomics.load(words, 1) >>> 4 !== 0 && Atomics.load(words, WRITER) === 0);

describe('many readers or one writer', () => {
  test('several threads read at the same time, and nobody writes', async () => {
    const { subject, reader, writer } = sides();
    const threads = subject.threads(4);
    reader.acquire();
    expect(await Promise.all(threads.map(reads))).toEqual([true, true, true, true]);
    expect([reader.locked, reader.owned, writer.locked, writer.owned]).toEqual([true, true, false, false]);
    expect(await threads[0]?.run(({ opponent }) => [opponent.tryAcquire(), opponent.acquire({ timeout: 5 })])).toEqual([false, false]);
    reader.release();
    expect([reader.locked, reader.owned, writer.tryAcquire()]).toEqual([true, false, false]);
    await Promise.all(threads.map(stopsReading));
    expect([reader.locked, writer.tryAcquire(), writer.locked]).toEqual([false, true, true]);
    writer.release();
  });

  test.each(['acquire', 'acquireAsync'] as const)('a writer (%s) waits until the last reader has left', async (call) => {
    const subject = new Subject<ContractLock>(drainSpec);
    const [first, second, third] = subject.threads(3) as [Remote<ContractLock>, Remote<ContractLock>, Remote<ContractLock>];
    for (const thread of [first, second]) await thread.run(({ opponent }) => opponent.acquire());
    const writes = third.run(async ({ lock }, call: 'acquire' | 'acquireAsync') => {
      const taken = await lock[call]();
      lock.release();
      return taken;
    }, call);
    await somebodyDrains(subject);
    for (const thread of [first, second]) {
      expect(await pending(writes)).toBe(true);
      await thread.run(({ opponent }) => {
        opponent.release();
      });
    }
    expect(await writes).toBe(true);
  });

  test.each(['acquire', 'acquireAsync'] as const)('who comes while a writer waits (%s) waits behind it; a thread that reads may read again by a sync call', async (call) => {
    const { subject, reader, writer } = sides();
    const [first, writing] = subject.threads(2) as [Remote<ContractLock>, Remote<ContractLock>];
    await reads(first);
    const writes = writing.run(async ({ opponent }, call: 'acquire' | 'acquireAsync') => opponent[call](), call);
    await somebodyDrains(subject);
    expect([reader.tryAcquire(), reader.acquire({ timeout: 5 })]).toEqual([false, false]);
    const waits = [reader.acquireAsync(), writer.acquireAsync()];
    expect(await first.run(({ lock }) => [lock.tryAcquire(), lock.acquire(), lock.acquire({ timeout: 0 })])).toEqual([true, true, true]);
    // Tasks of a thread without end could keep a writer out.
    expect(await first.run(({ lock }) => lock.acquireAsync({ timeout: 10 }))).toBe(false);
    const turns: string[] = [];
    const takesItsTurn = async (who: string, wait: Promise<boolean> | undefined, release: () => unknown): Promise<void> => {
      expect(await wait).toBe(true);
      turns.push(who);
      await release();
    };
    for (let holds = 0; holds < 3; holds++) await stopsReading(first);
    const since = performance.now();
    await Promise.all([
      stopsReading(first),
      takesItsTurn('who waited to write', writes, () => writing.run(({ opponent }) => { opponent.release(); })),
      takesItsTurn('reader', waits[0], () => { reader.release(); }),
      takesItsTurn('writer', waits[1], () => { writer.release(); }),
    ]);
    // In the stead of a task that is late by a slice others may go on (ADR 11).
    if (call === 'acquire' || performance.now() - since < 50) expect(turns).toEqual(['who waited to write', 'reader', 'writer']);
    expect(turns).toHaveLength(3);
  });

  test('readers that wait for a writer all go on when it leaves', async () => {
    const { subject, reader, writer } = sides();
    writer.acquire();
    const blocked = subject.threads(4).map((thread) =>
      thread.run(({ lock, flags }) => {
        Atomics.add(flags, 0, 1);
        lock.acquire();
        Atomics.add(flags, 1, 1);
        // None of them leaves before all are there.
        while (Atomics.load(flags, 1) < 5) Atomics.wait(flags, 1, Atomics.load(flags, 1), 50);
        lock.release();
        return true;
      }),
    );
    await until('all are on their way', () => Atomics.load(subject.flags, 0) === 4);
    const mine = reader.acquireAsync();
    writer.release();
    expect(await mine).toBe(true);
    Atomics.add(subject.flags, 1, 1);
    expect(await Promise.all(blocked)).toEqual([true, true, true, true]);
    reader.release();
  });

  test('no more than 64 threads read at a time: one more waits for a slot', async () => {
    const { subject, reader, writer } = sides();
    const { words } = subject;
    const [other] = subject.threads(1) as [Remote<ContractLock>];
    // As many others, which live: this very thread's id in all slots but one.
    const crowd = words.subarray(READERS, READERS + SLOTS).fill(1);
    words.fill(-1, USED, USED + SLOTS / 32);
    crowd[5] = 0;
    await reads(other);
    expect([reader.tryAcquire(), reader.acquire({ timeout: 5 }), await reader.acquireAsync({ timeout: 5 })]).toEqual([false, false, false]);
    const waits = reader.acquireAsync();
    expect(await pending(waits)).toBe(true);
    await stopsReading(other);
    expect(await waits).toBe(true);
    expect(writer.tryAcquire()).toBe(false);
    expect(String(reader)).toContain('held by');
    reader.release();
    crowd.fill(0);
    expect(writer.tryAcquire()).toBe(true);
    writer.release();
  });
});

describe('one thread on both sides', () => {
  const deadlock = expect.objectContaining({ name: 'DeadlockError', code: 'SYNC_DEADLOCK' }) as Error;

  test('to write while it reads is a deadlock, said at once; with a time limit it waits that out', async () => {
    const { reader, writer } = sides();
    for (const take of [() => reader.acquire(), () => reader.hold(), () => reader.acquireAsync()]) {
      await take();
      for (const call of [() => writer.acquire(), () => writer.hold(), () => writer.run(() => 1)]) expect(call).toThrow(deadlock);
      expect(() => writer.acquire()).toThrow(/RWLock\.writer\(prices\).*reads already.*release\(\) its read hold/);
      expect([writer.tryAcquire(), writer.acquire({ timeout: 0 })]).toEqual([false, false]);
      const { value, ms } = await timed(() => writer.acquire({ timeout: SHORT }));
      expect(value).toBe(false);
      expectTimeout(ms, SHORT);
      // Others are not kept out meanwhile.
      expect(reader.tryAcquire()).toBe(true);
      reader.release();
      reader.release();
      expect([reader.owned, writer.tryAcquire()]).toEqual([false, true]);
      writer.release();
    }
  });

  test('to read while it writes is a deadlock, said at once; with a time limit it waits that out', async () => {
    const { reader, writer } = sides();
    for (const take of [() => writer.acquire(), () => writer.acquireAsync()]) {
      await take();
      for (const call of [() => reader.acquire(), () => reader.hold(), () => reader.run(() => 1)]) expect(call).toThrow(deadlock);
      expect(() => reader.acquire()).toThrow(/RWLock\.reader\(prices\).*writes already.*downgrade\(\)/);
      expect([reader.tryAcquire(), reader.acquire({ timeout: 0 })]).toEqual([false, false]);
      const { value, ms } = await timed(() => reader.acquire({ timeout: SHORT }));
      expect(value).toBe(false);
      expectTimeout(ms, SHORT);
      writer.release();
      expect(reader.tryAcquire()).toBe(true);
      reader.release();
    }
  });

  test('an awaited call waits its turn: a task that writes waits for one that reads, and the other way round', async () => {
    const { reader, writer } = sides();
    await reader.acquireAsync();
    const writes = writer.acquireAsync();
    expect(await pending(writes)).toBe(true);
    reader.release();
    expect(await writes).toBe(true);
    const waits = reader.acquireAsync();
    expect(await pending(waits)).toBe(true);
    writer.release();
    expect(await waits).toBe(true);
    reader.release();
  });

  test('its tasks are served in the order in which they came, whichever side they want', async () => {
    const { subject, reader, writer } = sides();
    const [other] = subject.threads(1) as [Remote<ContractLock>];
    await other.run(({ opponent }) => opponent.acquire());
    const order: number[] = [];
    const tasks = Array.from({ length: 30 }, async (_, at) => {
      const side = at % 3 === 0 ? writer : reader;
      await side.acquireAsync();
      order.push(at);
      if (at % 2 === 0) await Promise.resolve();
      side.release();
    });
    await other.run(({ opponent }) => {
      opponent.release();
    });
    await Promise.all(tasks);
    expect(order).toEqual(order.map((_, at) => at));
  });

  test('plain holds and those of guards are told apart, and all objects over the memory share them', () => {
    const rw = new RWLock();
    const other = RWLock.from(structuredClone(rw.share()));
    const guard = rw.reader.hold();
    other.reader.acquire();
    rw.reader.release();
    expect([guard.held, other.reader.owned]).toEqual([true, true]);
    // None but the guard's is left.
    other.reader.release();
    expect([guard.held, rw.reader.owned, rw.reader.locked]).toEqual([false, false, false]);
    guard.release();
    expect(() => {
      rw.reader.release();
    }).toThrow(expect.objectContaining({ name: 'NotOwnerError' }) as Error);
  });

  test('what it reads is not forgotten with the objects that it used', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const buffer = new SharedArrayBuffer(RWLock.byteLength);
    for (let round = 0; round < 2; round++) RWLock.at(buffer).reader.acquire();
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      gc();
    }
    for (let round = 0; round < 2; round++) {
      expect(RWLock.at(buffer).reader.owned).toBe(true);
      RWLock.at(buffer).reader.release();
    }
    expect(RWLock.at(buffer).writer.tryAcquire()).toBe(true);
  });
});

describe('downgrade', () => {
  const both = (): { rw: RWLock; subject: Subject<RWLock> } => {
    const subject = new Subject<RWLock>(rwSpec, { name: 'prices' });
    return { rw: subject.lock, subject };
  };

  test.each(['acquire', 'acquireAsync'] as const)('makes a read hold of a write hold (%s): readers come in, writers do not', async (call) => {
    const { rw, subject } = both();
    const [reading, writing] = subject.threads(2) as [Remote<RWLock>, Remote<RWLock>];
    await rw.writer[call]();
    const reads = reading.run(({ lock }) => lock.reader.acquire());
    await subject.blocked();
    const held = rw.downgrade();
    expect([held.held, rw.reader.owned, rw.writer.owned, rw.writer.locked]).toEqual([true, true, false, false]);
    expect(await reads).toBe(true);
    const writes = writing.run(({ lock }) => lock.writer.acquireAsync());
    await reading.run(({ lock }) => {
      lock.reader.release();
    });
    expect(await pending(writes)).toBe(true);
    held.release();
    held.release();
    expect(await writes).toBe(true);
    await writing.run(({ lock }) => {
      lock.writer.release();
    });
  });

  test('its guard may be ignored: release() ends the read hold', () => {
    const { rw } = both();
    const written = rw.writer.hold();
    const held = rw.downgrade();
    expect([written.held, held.held]).toEqual([false, true]);
    written.release();
    expect(rw.reader.owned).toBe(true);
    rw.reader.release();
    expect([held.held, rw.reader.locked]).toEqual([false, false]);
  });

  test.each([
    ['holds nothing', () => undefined],
    ['reads', (rw: RWLock) => rw.reader.acquire()],
  ])('by one that %s is NotOwnerError, and changes nothing', async (_, prepare) => {
    const { rw } = both();
    prepare(rw);
    const before = String(rw);
    await expectRefusal(() => rw.downgrade(), 'NotOwnerError', /RWLock\(prices\): downgrade\(\)/, /does not write/);
    expect(String(rw)).toBe(before);
    if (rw.reader.owned) rw.reader.release();
  });
});

describe('threads that die', () => {
  test.each(['acquire', 'acquireAsync'] as const)('readers: a writer (%s) goes on, and nobody hears of it', async (call) => {
    const { subject, reader, writer } = sides();
    const threads = [subject.thread(() => undefined), subject.thread(() => undefined)];
    await Promise.all(threads.map(reads));
    const writes = call === 'acquireAsync' ? writer.acquireAsync() : undefined;
    if (writes === undefined) expect(writer.acquire({ timeout: SHORT })).toBe(false);
    else expect(await pending(writes)).toBe(true);
    await Promise.all(threads.map((thread) => thread.terminate()));
    const { value, ms } = await timed(() => writes ?? writer.acquire());
    expect(value).toBe(true);
    expectNoticed([ms]);
    writer.release();
    expect([reader.tryAcquire(), reader.locked]).toEqual([true, true]);
    reader.release();
  });

  test('readers: one that only tries to write goes on', async () => {
    const { subject, writer } = sides();
    const thread = subject.thread(() => undefined);
    await reads(thread);
    expect(writer.tryAcquire()).toBe(false);
    await thread.terminate();
    await until('it is had', () => writer.tryAcquire());
    writer.release();
  });

  test('a writer: those that read are told, too, until one recovers', async () => {
    const { subject, reader, writer } = sides();
    for (const recoverer of ['reader', 'writer'] as const) {
      const thread = subject.thread(() => undefined);
      await thread.run(({ opponent }) => opponent.acquire());
      const waits = [attempt(() => reader.acquireAsync()), attempt(() => writer.acquireAsync())];
      await thread.terminate();
      for (const error of await Promise.all(waits)) expect(error).toMatchObject({ name: 'AbandonedLockError', owner: thread.threadId + 1 });
      for (const call of [() => reader.acquire(), () => reader.tryAcquire(), () => reader.hold(), () => writer.tryAcquire()]) {
        expect(call).toThrow(/recover\(\)/);
      }
      expect([String(reader), String(writer)]).toEqual([expect.stringContaining('abandoned by'), expect.stringContaining('abandoned by')]);
      const side = (recoverer === 'reader' ? reader : writer) as Mortal;
      expect([side.recover(), side.owned, writer.locked]).toEqual([true, true, recoverer === 'writer']);
      side.release();
    }
    expect(reader.tryAcquire()).toBe(true);
    reader.release();
  });

  test('a writer that still waits for readers: nobody hears of it', async () => {
    const { subject, reader, writer } = sides();
    for (const call of ['acquire', 'acquireAsync'] as const) {
      const thread = subject.thread(() => undefined);
      reader.acquire();
      const dies = thread.run(async ({ opponent }, call: 'acquire' | 'acquireAsync') => opponent[call](), call).catch(() => 'dead');
      await somebodyDrains(subject);
      await thread.terminate();
      expect(await dies).toBe('dead');
      reader.release();
      const { value, ms } = await timed(() => writer.acquire());
      expect(value).toBe(true);
      expectNoticed([ms]);
      writer.release();
    }
  });

  test.each(['acquire', 'acquireAsync'] as const)('a writer that waits (%s) for one that goes on reading: all come in that wait behind it', async (call) => {
    const { subject, reader } = sides();
    const [stays, blocked] = subject.threads(2) as [Remote<ContractLock>, Remote<ContractLock>];
    const thread = subject.thread(() => undefined);
    await reads(stays);
    const dies = thread.run(async ({ opponent }, call: 'acquire' | 'acquireAsync') => opponent[call](), call).catch(() => 'dead');
    await somebodyDrains(subject);
    const come = [reads(blocked), reader.acquireAsync()];
    expect(await pending(Promise.race(come))).toBe(true);
    await thread.terminate();
    const { value, ms } = await timed(() => Promise.all(come));
    expect(value).toEqual([true, true]);
    expectNoticed([ms]);
    expect([await dies, reader.tryAcquire()]).toEqual(['dead', true]);
    reader.release();
    reader.release();
    await stopsReading(blocked);
    await stopsReading(stays);
    // What the dead one left is cleared by the next that comes and goes.
    expect(subject.opponent.tryAcquire()).toBe(true);
    subject.opponent.release();
  });

  test.each([
    ['recover()', ({ opponent }: Here<ContractLock>) => (opponent as Mortal).recover()],
    ['recover() without time', ({ opponent }: Here<ContractLock>) => (opponent as Mortal).recover({ timeout: 0 })],
    ['recoverAsync() that is aborted', async ({ opponent }: Here<ContractLock>) => {
      const abort = new AbortController();
      const recovers = (opponent as Mortal).recoverAsync({ signal: abort.signal });
      abort.abort();
      return recovers;
    }],
  ] as const)('a writer, in downgrade(): %s takes it over, also where a thread may not block', async (_, recovers) => {
    const { subject, reader, writer } = sides();
    const thread = subject.thread(() => undefined);
    await thread.run(
      ({ opponent, words }, slot, used) => {
        opponent.acquire();
        // It has taken a slot, and gets no further.
        words[slot] = words[1]! >>> 4;
        words[used] = words[used]! | 1;
      },
      READERS,
      USED,
    );
    await thread.terminate();
    expect(() => reader.acquire()).toThrow(/recover\(\)/);
    const page = subject.thread(cannotBlock);
    expect(await page.run(recovers)).toBe(true);
    expect([writer.locked, reader.tryAcquire()]).toEqual([true, false]);
    await page.run(({ opponent }) => {
      opponent.release();
    });
  });
});

test('a circle through a reader is found: one reads and wants a lock, whose holder wants to write', async () => {
  const { subject, reader } = sides();
  const lock = new Lock({ name: 'jobs' });
  const other = subject.thread();
  await other.run(async ({ load, kept }, shared, module) => {
    const { Lock } = (await load(module)) as { Lock: { from(shared: unknown): ContractLock } };
    const lock = Lock.from(shared);
    lock.acquire();
    kept.lock = lock;
  }, lock.share(), readerSpec.how.module);
  reader.acquire();
  const writes = other.run(({ opponent, kept }) => {
    try {
      opponent.acquire();
      opponent.release();
      return 'wrote';
    } catch (error) {
      return (error as Error).name;
    } finally {
      (kept.lock as ContractLock).release();
    }
  });
  await somebodyDrains(subject);
  let mine = 'went on';
  try {
    lock.acquire();
    lock.release();
  } catch (error) {
    mine = (error as Error).name;
  }
  reader.release();
  // The one with the higher id gives up, so that is the other one.
  expect([mine, await writes]).toEqual(['went on', 'DeadlockError']);
});

describe('in a thread that may not block', () => {
  test.each([
    ['a reader', 'a writer', ({ opponent }: { opponent: ContractLock }) => opponent.acquire(), ({ lock }: { lock: ContractLock }) => lock.acquire({ timeout: 100 })],
    ['a writer', 'a reader', ({ lock }: { lock: ContractLock }) => lock.acquire(), ({ opponent }: { opponent: ContractLock }) => opponent.acquire({ timeout: 100 })],
  ] as const)('%s comes in if it need not wait for %s, and else gets BlockingNotAllowedError, and leaves nothing behind', async (who, __, takes, wants) => {
    const subject = new Subject<ContractLock>(readerSpec);
    const page = subject.thread(cannotBlock);
    const other = subject.thread();
    const comes = page.run(wants);
    expect(await comes).toBe(true);
    await page.run(({ lock, opponent }) => {
      (lock.owned ? lock : opponent).release();
    });
    await other.run(takes);
    await expectRefusal(() => page.run(wants), 'BlockingNotAllowedError', who === 'a reader' ? /RWLock\.reader: acquire\(\)/ : /RWLock\.writer: acquire\(\)/, /acquireAsync\(\)/);
    await other.run(({ lock, opponent }) => {
      (lock.owned ? lock : opponent).release();
    });
    subject.expectAtRest();
  });
});

describe('as one of several locks', () => {
  test('a side is held together with others', () => {
    const [rw, lock] = [new RWLock(), new Lock()];
    for (const side of ['reader', 'writer'] as const) {
      const held = holdAll([rw[side], lock]);
      expect([rw[side].owned, lock.owned]).toEqual([true, true]);
      held.release();
      expect([rw[side].locked, lock.locked]).toEqual([false, false]);
    }
  });

  test('both sides are not', () => {
    const rw = new RWLock();
    expect(() => holdAll([rw.reader, rw.writer])).toThrow(TypeError);
    expect([rw.reader.locked, rw.writer.locked]).toEqual([false, false]);
  });
});

describe('seen from outside', () => {
  test('texts tell who holds what', () => {
    const rw = new RWLock({ name: 'prices' });
    const texts = (): string[] => [String(rw), String(rw.reader), String(rw.writer)];
    expect(texts()).toEqual(['RWLock(prices)[free]', 'RWLock.reader(prices)[free]', 'RWLock.writer(prices)[free]']);
    rw.reader.acquire();
    expect(texts()).toEqual(['RWLock(prices)[read by MainThread]', 'RWLock.reader(prices)[held by MainThread]', 'RWLock.writer(prices)[free]']);
    void rw.writer.acquireAsync();
    expect(String(rw)).toBe('RWLock(prices)[read by MainThread, others waiting]');
    rw.reader.release();
    return until('it writes', () => rw.writer.owned).then(() => {
      expect(texts()).toEqual(['RWLock(prices)[written by MainThread]', 'RWLock.reader(prices)[free]', 'RWLock.writer(prices)[held by MainThread]']);
      rw.writer.release();
    });
  });

  test('zeroed memory is a free one, at any multiple of 4', () => {
    const buffer = new SharedArrayBuffer(RWLock.byteLength + 4);
    expect(RWLock.at(buffer, 4).writer.tryAcquire()).toBe(true);
    expect(RWLock.at(buffer, 4).writer.owned).toBe(true);
    RWLock.at(buffer, 4).writer.release();
  });

  test('a side is not shared by itself', async () => {
    const { reader } = new RWLock({ name: 'prices' });
    const share: () => Shared<RWLock> = reader.share.bind(reader);
    await expectRefusal(share, 'TypeError', /RWLock\.reader\(prices\): share\(\)/, /the RWLock itself/);
    expect(() => structuredClone(reader)).toThrow(/share/);
  });
});
