// Random calls on a few variables, from a seed: each thread knows what it should find, as do its tasks.
import { ThreadLocal } from '@sync/thread-local';
import { random, task, turn } from '@sync/testing/worker';

task(async ({ data: { handles, seed, ops }, index, together }) => {
  const numbers = random(seed + index);
  const counts = { made: 0, set: 0, disposed: 0, left: 0, runs: 0 };
  let stamp = 0;
  /** Whose it is: no other thread, task or variable has the same. */
  const fresh = () => `${index}:${stamp++}`;
  /** By its variable: what is there; undefined: nothing. */
  const expected = handles.map(() => undefined);
  const variables = handles.map((handle, at) => ThreadLocal.from(handle, {
    init: () => {
      if (expected[at] !== undefined) throw new Error(`thread ${index}: made again, beside ${expected[at]}`);
      counts.made++;
      return (expected[at] = fresh());
    },
    dispose: (value) => {
      if (!value.startsWith(`${index}:`)) throw new Error(`thread ${index} disposes ${value}`);
      counts.disposed++;
    },
  }));

  const inRun = (at) => {
    const mine = fresh();
    counts.runs++;
    return variables[at].run(mine, async () => {
      for (let round = numbers.below(4); round >= 0; round--) {
        if (variables[at].value !== mine) throw new Error(`thread ${index}: ${variables[at].value} in the run of ${mine}`);
        await turn();
        if (numbers.below(3) === 0) await inRun(numbers.below(variables.length));
      }
    });
  };

  together();
  const tasks = [];
  for (let op = 0; op < ops; op++) {
    const at = numbers.below(variables.length);
    const variable = variables[at];
    const dice = numbers.below(10);
    if (dice < 5) {
      const found = variable.value;
      if (found !== expected[at]) throw new Error(`thread ${index}, variable ${at}: ${found} instead of ${expected[at]}`);
    } else if (dice < 7) {
      counts.set++;
      variable.value = expected[at] = fresh();
    } else if (dice < 8) {
      if (variable.delete() !== (expected[at] !== undefined)) throw new Error(`thread ${index}: another was deleted`);
      expected[at] = undefined;
    } else if (dice < 9) tasks.push(inRun(at));
    if (op % 16 === 0) await turn();
  }
  await Promise.all(tasks);
  counts.left = variables.filter((variable) => variable.has()).length;
  return counts;
});
