// Awaits futures with nothing else to keep the process alive: `waitAsync`, `resultAsync` or `asCompleted`, and `unref`.
import { Future, asCompleted, waitAsync } from '@sync/pool';

const [call, how] = process.argv.slice(2);
const options = { timeout: 50, unref: how === 'unref' };
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
