// Two put items into a list, two take them out, in either way to wait.
import { receive } from '@sync/atomics';
import '@sync/condition';
import '@sync/shared';
import { task } from '@sync/testing/worker';

task(async ({ data: { jobs: shared, notEmpty: over, items }, index, together }) => {
  const { jobs, notEmpty } = receive({ jobs: shared, notEmpty: over });
  const blocks = index % 2 === 0;
  const took = [];
  together();
  if (index < 2) {
    for (let item = index * items; item < (index + 1) * items; item++) {
      const held = blocks ? jobs.hold() : await jobs.holdAsync();
      const room = () => held.value.length < 20;
      if (blocks) notEmpty.waitFor(room);
      else await notEmpty.waitForAsync(room);
      held.value.push(item);
      notEmpty.notifyAll();
      held.release();
    }
    return { took };
  }
  for (const last = []; took.length < items; ) {
    const held = blocks ? jobs.hold() : await jobs.holdAsync();
    const some = () => held.value.length > 0;
    if (blocks) notEmpty.waitFor(some);
    else await notEmpty.waitForAsync(some);
    const item = held.value.shift();
    notEmpty.notifyAll();
    held.release();
    const from = Math.floor(item / items);
    if (item <= last[from]) throw new Error(`${item} after ${last[from]}`);
    last[from] = item;
    took.push(item);
  }
  return { took };
});
