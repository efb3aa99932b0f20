// Random calls on both sides of an RWLock, from a seed; writers add to plain shared words, readers see no half of it.
import { RWLock } from '@sync/lock';
import { random, randomCalls, randomTasks, task } from '@sync/testing/worker';
import { COPY, OWN, TOTAL } from './stress-flags.mjs';

task(async ({ data: { handle, flags, seed, mode, ops, writes }, index, together }) => {
  const rw = RWLock.from(handle);
  const numbers = random(seed + index);
  const counts = { sections: 0, reads: 0, downgrades: 0, timeouts: 0, aborts: 0, deadlocks: 0 };
  // Now and then so long that others give up, or sleep.
  const busy = () => {
    if (numbers.below(200) === 0) for (const end = performance.now() + 3; performance.now() < end; );
    for (let pause = numbers.below(40); pause > 0; pause--) Math.imul(pause, pause);
  };

  const write = () => {
    const before = flags[TOTAL];
    if (flags[COPY] !== before) throw new Error(`torn: ${before} and ${flags[COPY]}`);
    flags[TOTAL] = before + 1;
    busy();
    flags[OWN + index]++;
    flags[COPY] = before + 1;
    counts.sections++;
  };
  const read = () => {
    const before = flags[TOTAL];
    busy();
    if (flags[TOTAL] !== before || flags[COPY] !== before) throw new Error(`written while it was read: ${before}, ${flags[TOTAL]}, ${flags[COPY]}`);
    counts.reads++;
  };
  const downgrade = () => {
    if (!rw.writer.acquire({ timeout: numbers.below(3) * numbers.next() })) return void counts.timeouts++;
    write();
    const held = rw.downgrade();
    read();
    if (numbers.below(2) === 0) held.release();
    else rw.reader.release();
    counts.downgrades++;
  };
  const writing = randomCalls(rw.writer, { numbers, mode, counts, section: write });
  const reading = randomCalls(rw.reader, { numbers, mode, counts, section: read, around: (inner) => (numbers.below(4) === 0 ? rw.reader.run(inner) : inner()) });
  const pick = () => (numbers.next() < writes ? writing : reading);
  together();
  await randomTasks({
    mode,
    ops,
    sync: () => (numbers.next() < writes / 4 ? downgrade() : pick().sync()),
    awaited: () => pick().awaited(),
  });
  return counts;
});
