// One of two threads whose tasks come to wait in turn; returns how many of its own were notified.
import { Condition } from '@sync/condition';
import { task } from '@sync/testing/worker';

const TURN = 0;
const RETURNED = 1;

task(async ({ data: { handle, counts, tasks }, index, count }) => {
  const condition = Condition.from(handle);
  const wait = async () => {
    const notified = await condition.waitAsync();
    Atomics.add(counts, RETURNED, 1);
    condition.release();
    return notified;
  };
  const ends = [];
  for (let turn = index; ends.length < tasks; turn += count) {
    for (let now; (now = Atomics.load(counts, TURN)) !== turn; ) Atomics.wait(counts, TURN, now, 1000);
    condition.acquire();
    ends.push(wait());
    Atomics.store(counts, TURN, turn + 1);
    Atomics.notify(counts, TURN);
  }
  return (await Promise.all(ends)).filter((notified) => notified).length;
});
