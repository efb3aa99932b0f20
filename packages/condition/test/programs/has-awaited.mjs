import { Condition } from '@sync/condition';

const condition = new Condition();
const wait = async (options) => {
  condition.acquire();
  try {
    await condition.waitAsync(options);
  } finally {
    condition.release();
  }
};
const waits = Array.from({ length: 10 }, () => wait({ timeout: 20 }));
const abort = new AbortController();
const aborted = wait({ signal: abort.signal }).catch((error) => error.name);
const late = wait({ timeout: 60_000 });
await Promise.all(waits);
abort.abort();
await aborted;
condition.run(() => condition.notify());
await late;
console.log('done');
