/** As a test runner does: a main thread that uses no primitive starts a thread, in which all happens. */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const url = new URL(import.meta.url);

if (isMainThread) {
  new Worker(url, { workerData: 'runner' });
} else {
  const { AtomicInt32, threadId } = await import('@sync/atomics');
  const { create, isGone } = await import('@sync/atomics/internal');
  const int = new AtomicInt32();
  if (workerData === 'child') {
    int.waitAsync(0);
    parentPort.postMessage(threadId());
  } else {
    const child = new Worker(url, { workerData: 'child' });
    const { table } = create({ name: 'Lock', module: '@sync/lock', words: 8 });
    const asks = async (limit, id) => {
      const end = performance.now() + limit;
      while (performance.now() < end && !isGone(id, table)) await new Promise((resolve) => setTimeout(resolve, 10));
      return isGone(id, table);
    };
    const id = await new Promise((resolve) => child.once('message', resolve));
    console.log('alive', await asks(200, id));
    await child.terminate();
    console.log('ended', await asks(5000, id));
  }
}
