import { AtomicInt32 } from '@sync/atomics';
import { Barrier } from '@sync/barrier';
import { Condition } from '@sync/condition';
import { Event } from '@sync/event';
import { CountDownLatch } from '@sync/latch';
import { Lock, RLock, RWLock, SpinLock } from '@sync/lock';
import { Once } from '@sync/once';
import { BoundedSemaphore, Semaphore } from '@sync/semaphore';
import { FACTOR, LONG, until } from '@sync/testing';
import { CancelledError, Thread, Timer } from '@sync/thread';
import { afterAll, afterEach, describe, expect, test } from 'vitest';

const STOPS = new URL('workers/stops.mjs', import.meta.url);

/** In the board of a thread: as `workers/stops.mjs` has them. */
const ASLEEP = 0;
const ENDED = 1;
const CAME = 2;

/** Who is blocked notices a stop within this time, in milliseconds. */
const NOTICED = 100 * FACTOR;
/** The same on a machine that has other things to do. */
const NOTICED_LATE = 2000 * FACTOR;

const started: { readonly isAlive: boolean; terminate(): Promise<void> }[] = [];

function make(name: string, ...args: unknown[]): Thread<unknown, string> {
  const thread = new Thread<unknown, string>(STOPS, { export: name, args, name });
  started.push(thread);
  return thread;
}

function start(name: string, ...args: unknown[]): Thread<unknown, string> {
  return make(name, ...args).start();
}

afterEach(async () => {
  await Promise.all(started.splice(0).filter(({ isAlive }) => isAlive).map((thread) => thread.terminate()));
});

function makeBoard(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(64));
}

/** What a thread waits for, and how the calling one lets it through. */
interface Gate {
  readonly gate: unknown;
  readonly opens: () => unknown;
  /** At the end: it is as it was made, but for what was let through. */
  readonly isAtRest?: () => boolean;
}

function held(lock: Lock | RLock | SpinLock): Gate {
  lock.acquire();
  return { gate: lock, opens: () => { lock.release(); }, isAtRest: () => !lock.locked };
}

function waitingThread(): Gate {
  const event = new Event();
  const thread = start('waitsFor', event);
  return { gate: thread, opens: () => { event.set(); }, isAtRest: () => !thread.isAlive };
}

const GATES: Readonly<Record<string, (board: Int32Array) => Gate>> = {
  Lock: () => held(new Lock()),
  RLock: () => held(new RLock()),
  'RWLock, to read': () => {
    const gate = new RWLock();
    gate.writer.acquire();
    return { gate, opens: () => { gate.writer.release(); }, isAtRest: () => gate.writer.tryAcquire() };
  },
  'RWLock, to write': () => {
    const gate = new RWLock();
    gate.writer.acquire();
    return { gate, opens: () => { gate.writer.release(); }, isAtRest: () => gate.writer.tryAcquire() };
  },
  'RWLock, to write while it is read': () => {
    const gate = new RWLock();
    gate.reader.acquire();
    return { gate, opens: () => { gate.reader.release(); }, isAtRest: () => gate.writer.tryAcquire() };
  },
  SpinLock: () => held(new SpinLock()),
  'Lock.run': () => held(new Lock()),
  'Lock.hold': () => held(new Lock()),
  holdAll: () => {
    const locks = [new Lock(), new RLock(), new Lock()] as const;
    locks[1].acquire();
    return { gate: locks, opens: () => { locks[1].release(); }, isAtRest: () => !locks.some(({ locked }) => locked) };
  },
  Semaphore: () => {
    const gate = new Semaphore(1);
    return { gate, opens: () => { gate.release(); }, isAtRest: () => gate.value === 0 };
  },
  'Semaphore, robust': () => {
    const gate = new Semaphore(1, { robust: true });
    gate.acquire();
    return { gate, opens: () => { gate.release(); }, isAtRest: () => gate.value === 1 };
  },
  BoundedSemaphore: () => {
    const gate = new BoundedSemaphore(1);
    gate.acquire();
    return { gate, opens: () => { gate.release(); }, isAtRest: () => gate.value === 0 };
  },
  Event: () => {
    const gate = new Event();
    return { gate, opens: () => { gate.set(); } };
  },
  CountDownLatch: () => {
    const gate = new CountDownLatch(1);
    return { gate, opens: () => { gate.countDown(); } };
  },
  Barrier: () => {
    const gate = new Barrier(2);
    return { gate, opens: () => gate.waitAsync(), isAtRest: () => gate.waiting === 0 && !gate.broken };
  },
  Condition: () => {
    const gate = new Condition();
    return { gate, opens: () => gate.runAsync(() => { gate.notify(); }), isAtRest: () => !gate.locked && !/[1-9] waiting/.test(String(gate)) };
  },
  'Condition.waitFor': (board) => {
    const gate = new Condition();
    const opens = (): Promise<void> => gate.runAsync(() => { Atomics.store(board, CAME, 1); gate.notify(); });
    return { gate, opens, isAtRest: () => !gate.locked && !/[1-9] waiting/.test(String(gate)) };
  },
  Once: () => {
    const gate = new Once();
    let ends = (): void => undefined;
    const run = gate.runAsync(() => new Promise<void>((resolve) => (ends = resolve)));
    return { gate, opens: () => { ends(); return run; }, isAtRest: () => gate.done };
  },
  'Futex.wait': () => {
    const gate = makeBoard();
    return { gate, opens: () => { Atomics.store(gate, 0, 1); Atomics.notify(gate, 0); } };
  },
  'AtomicInt32.wait': () => {
    const gate = new AtomicInt32();
    return { gate, opens: () => { gate.store(1); gate.notify(); } };
  },
  join: waitingThread,
  result: waitingThread,
  'join of the main thread': () => ({ gate: undefined, opens: () => undefined }),
  sleep: () => ({ gate: undefined, opens: () => undefined }),
};

/** What {@link Thread.result} of `waitsThrice` gives. */
interface Thrice {
  readonly stops: readonly { readonly error: unknown; readonly at: number }[];
  readonly last: unknown;
  readonly isSame: boolean;
}

describe('stop() ends a wait of a blocked thread by its reason, once for each time, and then waits are waits again', () => {
  const noticed: number[] = [];

  test.each(Object.entries(GATES))('%s', async (kind, make) => {
    const board = makeBoard();
    const { gate, opens, isAtRest } = make(board);
    const thread = start('waitsThrice', { kind, gate, board });
    const asleep = (): Promise<void> => until('it sleeps', () => Atomics.load(board, ASLEEP) === 1 || !thread.isAlive);
    const asked: number[] = [];
    for (const [stop, reason] of ['the first reason', 'another one'].entries()) {
      await asleep();
      asked.push(performance.timeOrigin + performance.now());
      thread.stop(reason);
      await until('its wait has ended', () => Atomics.load(board, ENDED) === stop + 1 || !thread.isAlive);
    }
    await asleep();
    await opens();
    const { stops, last, isSame } = (await thread.resultAsync({ timeout: LONG })) as Thrice;
    expect(stops.map(({ error }) => error)).toEqual(['the first reason', 'the first reason']);
    expect([isSame, last]).toEqual([true, kind === 'sleep' ? undefined : kind !== 'join of the main thread']);
    expect(isAtRest?.() ?? true).toBe(true);
    noticed.push(...stops.map(({ at }, index) => at - asked[index]!));
  });

  afterAll(() => {
    const all = noticed.sort((a, b) => a - b);
    const facts = all.map((ms) => ms.toFixed(0)).join(' ');
    expect(all[all.length >> 1], facts).toBeLessThan(NOTICED);
    expect(all.at(-1), facts).toBeLessThan(NOTICED_LATE);
  });
});

describe('a stop leaves no trace', () => {
  test.each([
    ['Semaphore', 'a permit'],
    ['Condition', 'a notification'],
  ])('of %s: %s is for another one who waits, or for the one that was stopped, when both happen at once', async (kind) => {
    const ROUNDS = 60;
    const board = makeBoard();
    const [ENDS, STOPPED, OTHER] = [0, 2, 4];
    const semaphore = new Semaphore(0);
    const condition = new Condition();
    const gate = kind === 'Semaphore' ? semaphore : condition;
    // One at a time of what is taken two at a time by that kind.
    const both = [STOPPED, OTHER].map((at) => start('takes', { kind: kind === 'Semaphore' ? 'BoundedSemaphore' : kind, gate, board, at }));
    const waiting = (): number => Number(/(\d+) waiting/.exec(String(gate))?.[1] ?? 0);
    const got = (): number => Atomics.load(board, STOPPED) + Atomics.load(board, OTHER);
    const allWait = (): Promise<void> => until('both wait', () => waiting() === 2 || both.some(({ isAlive }) => !isAlive));
    for (let round = 1; round <= ROUNDS; round++) {
      await allWait();
      const opens = (): unknown => (kind === 'Semaphore' ? (semaphore.release(), undefined) : condition.runAsync(() => { condition.notify(); }));
      if (round % 2 === 0) both[0]!.stop('away');
      await opens();
      if (round % 2 === 1) both[0]!.stop('away');
      await until('one of them got it', () => got() === round || both.some(({ isAlive }) => !isAlive));
    }
    await allWait();
    expect(got()).toBe(ROUNDS);
    expect(Atomics.load(board, STOPPED + 1)).toBeGreaterThan(0);
    Atomics.store(board, ENDS, 1);
    if (kind === 'Semaphore') semaphore.release(2);
    else await condition.runAsync(() => { condition.notifyAll(); });
    for (const thread of both) await thread.resultAsync({ timeout: LONG });
    if (kind === 'Semaphore') expect(semaphore.value).toBe(0);
  });
});

describe('a thread that was asked to stop', () => {
  test('goes on with what does not wait, and its next wait, with a time limit or none, throws', async () => {
    const other = start('computes');
    other.stop();
    await other.joinAsync({ timeout: LONG });
    const given = {
      lock: new Lock(), semaphore: new Semaphore(1), event: new Event(), latch: new CountDownLatch(0), condition: new Condition(), once: new Once(), other,
      board: makeBoard(),
    };
    given.event.set();
    const thread = start('goesOn', given);
    thread.stop('enough');
    const [done, error, after] = (await thread.resultAsync({ timeout: LONG })) as unknown[];
    expect(done).toEqual([true, false, true, false, true, true, true, true, true, false, undefined, 'not-equal']);
    expect([error, after]).toEqual(['enough', false]);
  });

  test('sees it in a loop that only computes', async () => {
    const thread = start('computes');
    await until('it runs', () => thread.isAlive);
    expect(thread.stopRequested).toBe(false);
    thread.stop();
    expect(thread.stopRequested).toBe(true);
    expect(await thread.resultAsync({ timeout: LONG })).toBe(true);
  });

  test.each(['while it awaits', 'before it was started'])('learns it by its signal, by sleepAsync and by a wait, %s: the same reason', async (when) => {
    const board = makeBoard();
    const thread = make('learns', board);
    if (when === 'before it was started') thread.stop('beforehand');
    thread.start();
    if (when === 'while it awaits') {
      await until('it awaits', () => Atomics.load(board, 0) === 1);
      thread.stop('beforehand');
    }
    const learnt = await thread.resultAsync({ timeout: LONG });
    expect(learnt).toEqual({ reason: 'beforehand', areSame: true, atOnce: when !== 'while it awaits', requested: true, name: 'String' });
  });

  test('is told of two stops before its wait by one throw, and of a third by another', async () => {
    const board = makeBoard();
    const thread = make('sleeps', board, 2);
    thread.stop();
    thread.stop();
    thread.start();
    await until('its first wait has ended', () => Atomics.load(board, ENDED) === 1);
    await until('it sleeps again', () => Atomics.load(board, ASLEEP) === 1);
    thread.stop();
    expect(await thread.joinAsync({ timeout: LONG })).toBe(true);
    expect(Atomics.load(board, ENDED)).toBe(2);
  });

  test('ends by the reason, if it does not catch it: that is what its result throws', async () => {
    const thread = start('throwsIt');
    const reason = Object.assign(new RangeError('too many'), { code: 'E_MANY', cause: new Error('why') });
    thread.stop(reason);
    const error: any = await thread.resultAsync({ timeout: LONG }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RangeError);
    expect([error.message, error.code, error.cause.message]).toEqual(['too many', 'E_MANY', 'why']);
  });

  test('while it is a Timer whose time has not come: it ends, and its target was not run', async () => {
    const board = makeBoard();
    const timer = new Timer<unknown, string>(2 ** 30, STOPS, { export: 'sleeps', args: [board, 0] });
    started.push(timer);
    timer.start();
    timer.stop('no more');
    await expect(timer.resultAsync({ timeout: LONG })).rejects.toBe('no more');
    expect(Atomics.load(board, CAME)).toBe(0);
  });
});

describe('the reason of a stop', () => {
  test.each(['Barrier', 'Once', 'Lock'])('may be null: a wait of %s throws that', async (kind) => {
    const board = makeBoard();
    const { gate, opens } = GATES[kind]!(board);
    const thread = start('waitsThrice', { kind, gate, board });
    thread.stop(null);
    await until('its wait has ended', () => Atomics.load(board, ENDED) === 1 || !thread.isAlive);
    thread.stop('too late');
    await until('its second wait has ended', () => Atomics.load(board, ENDED) === 2 || !thread.isAlive);
    await opens();
    const { stops } = (await thread.resultAsync({ timeout: LONG })) as Thrice;
    expect(stops.map(({ error }) => error)).toEqual([null, null]);
  });

  const reasons: readonly (readonly [name: string, reason: unknown, expected: (reason: any) => unknown])[] = [
    ['none', undefined, (reason) => reason.name === 'CancelledError' && /Thread\(learns\) was asked to stop/.test(reason.message)],
    ['null', null, (reason) => reason === null],
    ['0', 0, (reason) => reason === 0],
    ['an object', { why: ['because'] }, (reason) => reason.why[0] === 'because'],
    ['an AbortError', new DOMException('away', 'AbortError'), (reason) => reason.name === 'AbortError' && reason.message === 'away'],
    ['an error of these packages', new CancelledError('no need'), (reason) => reason instanceof CancelledError && reason.message === 'no need'],
    ['a function', () => 1, (reason) => reason !== undefined],
    ['a symbol', Symbol('enough'), (reason) => reason !== undefined],
    ['a text of a megabyte', `so ${'very '.repeat(200_000)}long`, (reason) => String(reason).includes('so very very')],
    ['an error of a megabyte', new RangeError('long '.repeat(200_000)), (reason) => String(reason).includes('long long')],
  ];

  test.each(reasons)('%s: is the same for all who learn of it', async (_, reason, isExpected) => {
    const thread = start('learns', makeBoard());
    thread.stop(reason);
    const learnt: any = await thread.resultAsync({ timeout: LONG });
    expect(learnt.areSame).toBe(true);
    expect(isExpected(learnt.reason), String(learnt.reason).slice(0, 200)).toBe(true);
  });

  test('given by several threads at once is one of theirs, and one only', async () => {
    for (let round = 0; round < 2; round++) {
      const thread = start('learns', makeBoard());
      const board = makeBoard();
      const all = ['one', 'two', 'three'].map((reason) => start('stopsAnother', thread, reason, board, 3));
      for (const one of all) await one.resultAsync({ timeout: LONG });
      const learnt: any = await thread.resultAsync({ timeout: LONG });
      expect(learnt.areSame).toBe(true);
      expect(learnt.reason?.name ?? learnt.reason).toMatch(/^(one|two|three|CancelledError)$/);
    }
  });

  test('of a thread that is not running changes nothing', async () => {
    const never = make('throwsIt');
    never.stop('nothing');
    expect([never.isAlive, never.stopRequested]).toEqual([false, true]);
    const ended = start('computes');
    ended.stop();
    await ended.joinAsync({ timeout: LONG });
    ended.stop('late');
    expect(await ended.resultAsync({ timeout: LONG })).toBe(true);
  });
});
