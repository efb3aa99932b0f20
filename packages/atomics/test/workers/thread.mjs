/** The far side of `Thread` (see thread.ts): runs the functions that a test sends as source. */
import { parentPort, workerData } from 'node:worker_threads';

const compile = (source) => (0, eval)(`(${source})`);

if (workerData.prelude !== undefined) compile(workerData.prelude)();

const floor = workerData.floor ?? '@sync/atomics';
const inner = workerData.internal ?? '@sync/atomics/internal';
const here = { ...(await import(floor)), internal: await import(inner), kept: {} };

const record = (thrown) => ({
  name: String(thrown?.name),
  message: String(thrown?.message ?? thrown),
  code: thrown?.code,
  owner: thrown?.owner,
});

parentPort.on('message', async ({ id, source, args }) => {
  try {
    const value = await compile(source)(here, ...args);
    parentPort.postMessage({ id, value });
  } catch (thrown) {
    parentPort.postMessage({ id, error: record(thrown) });
  }
});
