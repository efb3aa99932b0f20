// Takes and releases until it is told to stop; counts sections and measures waits.
import * as locks from '@sync/lock';
import { task } from '@sync/testing/worker';

const spin = (ms) => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

task(async ({ data: { how, handle, stop, sectionMs, awaiting, tasks, members }, index, together }) => {
  const whole = locks[how.export].from(handle);
  const member = members === undefined ? how.member : members[index % members.length];
  const lock = member === undefined ? whole : whole[member];
  const result = { sections: 0, longestMs: 0, fewest: Infinity };
  const note = (start) => {
    const waited = performance.now() - start;
    if (waited > result.longestMs) result.longestMs = waited;
    if (sectionMs > 0) spin(sectionMs);
    result.sections++;
  };
  together();
  if (index < awaiting) {
    const run = async () => {
      let sections = 0;
      while (Atomics.load(stop, 0) === 0) {
        const start = performance.now();
        await lock.acquireAsync();
        note(start);
        lock.release();
        sections++;
        // Let the other tasks and the loop itself have their turn.
        if (sections % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      result.fewest = Math.min(result.fewest, sections);
    };
    await Promise.all(Array.from({ length: tasks }, run));
  } else {
    while (Atomics.load(stop, 0) === 0) {
      const start = performance.now();
      lock.acquire();
      note(start);
      lock.release();
    }
  }
  return result;
});
