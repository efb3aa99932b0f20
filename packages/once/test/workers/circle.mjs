// Each does something once, within which it wants what the next one is doing.
import { receive } from '@sync/atomics';
import { Once } from '@sync/once';
import { task } from '@sync/testing/worker';

task(async ({ data: { shared, roles }, index, together }) => {
  // What is received has to be loaded here.
  void Once;
  const all = receive(shared);
  const { has, wants, by = 'run', timeout } = roles[index];
  const outcome = { calls: [] };
  const want = () => {
    together();
    try {
      outcome.calls.push(all[wants].run(() => undefined, timeout === undefined ? undefined : { timeout }));
    } catch ({ name, cycle }) {
      outcome.error = { name, locks: cycle?.map(({ lock }) => lock) };
    }
  };
  // A sync call within an awaited one blocks the thread all the same.
  await all[has][by](by === 'run' ? want : async () => want());
  return outcome;
});
