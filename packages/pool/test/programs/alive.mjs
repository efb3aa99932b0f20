// Awaits futures with nothing else to keep the process alive: `waitAsync`, `resultAsync` or `asCompleted`, and `unref`.
import { Future, asCompleted, waitAsync } from '@sync/pool';

const [call, how] = process.argv.slice(2);
// What does not keep the process alive must not come to its end.
const options = how === 'unref' ? { timeout: 60_000, unref: true } : { timeout: 50 };
const { future } = Future.withResolvers();

const calls = {
  waitAsync: () => waitAsync([future], options),
  resultAsync: () => future.resultAsync(options).catch(() => undefined),
  asCompleted: async () => {
    try {
      for await (const completed of asCompleted([future], options)) throw new Error(`${completed} is not`);
    } catch (error) {
      if (error.name !== 'TimeoutError') throw error;
    }
  },
};

await calls[call]();
console.log('waited');
