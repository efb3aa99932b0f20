// Rounds without time limits, from a seed: each task of each thread comes to every round, blocking or awaiting.
import { Barrier } from '@sync/barrier';
import { random, task } from '@sync/testing/worker';

task(async ({ data: { handle, marks, sums, runs, rounds, tasks, seed }, index, count, together }) => {
  // Plain: one runs it, and the others wait for that.
  const barrier = Barrier.from(handle, { action: () => { runs[0]++; } });
  const numbers = random(seed + index);
  const all = count * tasks;

  const goOn = async (own) => {
    for (let round = 0; round < rounds; round++) {
      // Plain: everybody has his own word, and reads those of the others behind the barrier.
      marks[own] = round;
      // Who blocks keeps the other tasks of his thread from coming: only the last of them may.
      const blocks = tasks === 1 && numbers.below(3) > 0;
      const came = blocks ? barrier.wait() : await barrier.waitAsync();
      for (let other = 0; other < all; other++) {
        if (marks[other] < round || marks[other] > round + 1) throw new Error(`${marks[other]} in round ${round}`);
      }
      if (runs[0] < round + 1) throw new Error('before the action');
      Atomics.add(sums, round, 1 << came);
    }
  };
  together();
  await Promise.all(Array.from({ length: tasks }, (_, task) => goOn(index * tasks + task)));
});
