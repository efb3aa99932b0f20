// Takes locks in one order, in all ways there are, and keeps them so long that others are seen to wait: nobody waits in a circle.
import { receive } from '@sync/atomics';
import { Lock, RLock, RWLock, SpinLock, holdAll } from '@sync/lock';
import { random, task } from '@sync/testing/worker';

const STOP = 0;
const LONG_WAITS = 1;
const ABANDONED = 2;
/** Others see a wait after 50 ms. */
const SEEN = 100;

const still = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms) => Atomics.wait(still, 0, 0, ms);

// What is received has to be loaded here.
void [Lock, RLock];

task(async ({ data: { shared, flags, seed } }) => {
  const locks = receive(shared);
  const numbers = random(seed);

  /** Of an RWLock either side. */
  const sideOf = (lock) => (lock instanceof RWLock ? (numbers.below(3) === 0 ? lock.writer : lock.reader) : lock);

  /** True if it has it. */
  const take = async (lock) => {
    const dice = numbers.below(10);
    if (dice < 5) return lock.acquire();
    if (dice < 6) return lock.acquire({ timeout: numbers.below(150) });
    if (dice < 7 || lock instanceof SpinLock) return lock.tryAcquire();
    if (dice < 8) return lock.acquireAsync({ timeout: 20 + numbers.below(200) });
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), 20 + numbers.below(200));
    try {
      return await lock.acquireAsync({ signal: abort.signal });
    } catch (error) {
      if (error === abort.signal.reason) return false;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  const takeOrRecover = async (lock) => {
    const start = performance.now();
    try {
      return await take(lock);
    } catch (error) {
      if (error.name !== 'AbandonedLockError') throw error;
      Atomics.add(flags, ABANDONED, 1);
      return numbers.below(2) === 0 || lock instanceof SpinLock ? lock.recover() : lock.recoverAsync();
    } finally {
      if (performance.now() - start > SEEN) Atomics.add(flags, LONG_WAITS, 1);
    }
  };

  let rounds = 0;
  for (; Atomics.load(flags, STOP) === 0; rounds++) {
    const held = [];
    try {
      for (const lock of locks.map(sideOf)) {
        if (numbers.below(2) === 0) continue;
        if (!(await takeOrRecover(lock))) break;
        held.push(lock);
        if (numbers.below(3) === 0) sleep(numbers.below(90));
      }
    } finally {
      for (const lock of held.reverse()) lock.release();
    }
    // Several at once, with nothing in its hands.
    try {
      holdAll(locks.filter(() => numbers.below(3) === 0).map(sideOf), { timeout: 200 }).release();
    } catch (error) {
      if (error.name !== 'TimeoutError' && error.name !== 'AbandonedLockError') throw error;
    }
    // Hand-overs, one after the other.
    for (let turn = 0; turn < 20; turn++) {
      if (!(await takeOrRecover(locks[0]))) continue;
      locks[0].release();
    }
  }
  return rounds;
});
