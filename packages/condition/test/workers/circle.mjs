// One waits for a condition with another lock in its hands; the other notifies it, keeps the condition's lock, and wants that one.
import { Condition } from '@sync/condition';
import { Lock } from '@sync/lock';
import { task } from '@sync/testing/worker';
import { threadId } from 'node:worker_threads';

task(({ data: { handle, held, waiter }, index, together }) => {
  const condition = Condition.from(handle);
  const lock = Lock.from(held);
  const outcome = { thread: threadId + 1, error: undefined, owned: undefined };
  const attempt = (call) => {
    try {
      outcome.got = call();
    } catch ({ name, message, cycle }) {
      outcome.error = { name, message, cycle };
    }
  };
  if (index === waiter) {
    condition.acquire();
    lock.acquire();
    together();
    attempt(() => condition.wait());
    outcome.owned = condition.owned;
    if (outcome.owned) condition.release();
    lock.release();
  } else {
    together();
    condition.acquire();
    condition.notify();
    attempt(() => lock.acquire());
    if (outcome.got) lock.release();
    condition.release();
  }
  return outcome;
});
