// Random calls on a cell and a guarded map, from a seed: who has added, counts that.
import { Guarded, SharedCell } from '@sync/shared';
import { random, task } from '@sync/testing/worker';

task(async ({ data: { cell: cellHandle, guarded: guardedHandle, seed, ops }, index, together }) => {
  const cell = SharedCell.from(cellHandle);
  const guarded = Guarded.from(guardedHandle);
  const numbers = random(seed + index);
  const counts = { cell: 0, guarded: 0, timeouts: 0, aborts: 0, failed: 0, refused: 0 };
  const FAILS = new Error('it failed');

  const next = ({ sum, list }) => {
    if (list.length !== sum % 10) throw new Error(`half of a value: ${sum}, ${list.length}`);
    if (numbers.below(8) === 0) throw FAILS;
    return { sum: sum + 1, list: sum % 10 === 9 ? [] : [...list, index] };
  };
  const add = (map) => {
    map.set(index, (map.get(index) ?? 0) + 1);
    map.set('all', (map.get('all') ?? 0) + 1);
    const dice = numbers.below(16);
    if (dice === 0) throw FAILS;
    // It is too long then.
    if (dice === 1) map.set('text', 'x'.repeat(10_000));
  };
  const limit = () => (numbers.below(3) === 0 ? { timeout: numbers.below(3) * numbers.next() } : {});
  const calls = [
    () => (cell.update(next, limit()), 'cell'),
    () => (guarded.run(add, limit()), 'guarded'),
    () => {
      const held = guarded.hold(limit());
      try {
        add(held.value);
        held.release();
      } finally {
        held.discard();
      }
      return 'guarded';
    },
    () => (cell.tryUpdate(next) === undefined ? 'timeouts' : 'cell'),
  ];
  const awaited = [
    async (options) => (await cell.updateAsync(async (value) => next(await value), options), 'cell'),
    async (options) => (await guarded.runAsync(async (map) => add(await map), options), 'guarded'),
  ];
  const one = async (blocks) => {
    const abort = blocks || numbers.below(3) > 0 ? undefined : new AbortController();
    try {
      if (blocks) return void counts[calls[numbers.below(calls.length)]()]++;
      const call = awaited[numbers.below(2)]({ ...limit(), signal: abort?.signal });
      if (abort !== undefined) (numbers.below(2) === 0 ? queueMicrotask : setImmediate)(() => abort.abort());
      counts[await call]++;
    } catch (error) {
      if (error === FAILS) counts.failed++;
      else if (error.code === 'SYNC_TIMEOUT') counts.timeouts++;
      else if (error instanceof RangeError) counts.refused++;
      else if (abort?.signal.aborted && error === abort.signal.reason) counts.aborts++;
      else throw error;
    }
  };

  together();
  for (let op = 0; op < ops; op++) {
    if (numbers.below(2) === 0) await one(true);
    else await Promise.all(Array.from({ length: 1 + numbers.below(3) }, () => one(false)));
  }
  return counts;
});
