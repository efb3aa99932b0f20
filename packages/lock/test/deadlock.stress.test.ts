import { share } from '@sync/atomics';
import { Lock, RLock, RWLock, SpinLock } from '@sync/lock';
import { LONG, bunch, pause, random, testSeed } from '@sync/testing';
import type { Member } from '@sync/testing';
import { expect, test } from 'vitest';

const IN_ORDER = new URL('workers/in-order.mjs', import.meta.url);

/** How long threads are at it: `SYNC_STRESS_SECONDS`, four by default. */
const SECONDS = Number(process.env.SYNC_STRESS_SECONDS ?? 4);

const THREADS = 6;
const STOP = 0;
const LONG_WAITS = 1;
const ABANDONED = 2;

test(
  'threads that take locks in one order never wait in a circle, whatever ends their waits, and none is told so',
  { timeout: SECONDS * 1000 + 4 * LONG },
  async () => {
    const numbers = random(testSeed());
    const mutexes = [new Lock({ name: 'a' }), new RLock({ name: 'b' }), new Lock({ name: 'c', debug: true }), new RLock({ name: 'd', onAbandoned: 'recover' })];
    const [rw, debugged, spin] = [new RWLock({ name: 'e' }), new RWLock({ name: 'f', debug: true }), new SpinLock({ name: 'g' })];
    const locks = [...mutexes, rw, spin, debugged];
    const flags = new Int32Array(new SharedArrayBuffer(16));
    const shared = share(locks);
    const errors: unknown[] = [];
    const start = (): Member<number> => {
      const data = { shared, flags, seed: numbers.below(2 ** 30) };
      const [member] = bunch<number>(1, IN_ORDER, data, { limit: SECONDS * 1000 + 2 * LONG }).members;
      member!.result.catch((error: unknown) => errors.push(error));
      return member!;
    };
    const threads = Array.from({ length: THREADS }, start);
    let kills = 0;
    for (const end = performance.now() + SECONDS * 1000; performance.now() < end; kills++) {
      await pause(100 + numbers.below(200));
      const at = numbers.below(THREADS);
      await threads[at]!.terminate();
      threads[at] = start();
    }
    Atomics.store(flags, STOP, 1);
    await Promise.all(threads.map(({ result }) => result));

    // Those that were ended had no time to say anything.
    expect(errors.map(String).filter((error) => !error.includes('before it answered'))).toEqual([]);
    expect(Atomics.load(flags, LONG_WAITS), 'waits that others could see').toBeGreaterThan(SECONDS);
    expect(Atomics.load(flags, ABANDONED), 'deaths that were noticed').toBeGreaterThan(0);
    expect(kills).toBeGreaterThan(SECONDS);
    for (const lock of [...mutexes, spin, rw.writer, debugged.writer]) {
      lock.recover();
      lock.release();
    }
    for (const lock of locks) expect(String(lock)).toContain('[free]');
    if (SECONDS > 60) console.log(`${SECONDS} s: ${kills} kills, ${flags[LONG_WAITS]} long waits, ${flags[ABANDONED]} deaths noticed`);
  },
);
