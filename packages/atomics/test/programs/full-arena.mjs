import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { AtomicInt32, PerThreadCounter, receive, share } from '@sync/atomics';

if (isMainThread) {
  const inArena = (one) => one.share().memory !== undefined;
  // 65,535 cells: the big ones first, then one by one.
  let cells = 0;
  const cellsEach = Math.ceil(PerThreadCounter.byteLength / 64);
  while (inArena(new PerThreadCounter())) cells += cellsEach;
  let last;
  for (let one = new AtomicInt32(); inArena(one); one = new AtomicInt32()) {
    last = one;
    cells++;
  }
  console.log(`cells ${cells}`);
  const beyond = new AtomicInt32({ name: 'beyond' });
  const counter = new PerThreadCounter({ name: 'beyond' });
  console.log(inArena(beyond), inArena(counter), inArena(last), String(beyond), String(counter));
  const worker = new Worker(new URL(import.meta.url), { workerData: share({ last, beyond, counter }) });
  worker.once('message', () => console.log(`worker ${last.load()} ${beyond.load()} ${counter.sum()}`));
} else {
  const { last, beyond, counter } = receive(workerData);
  last.add(1);
  beyond.add(2);
  counter.add(3);
  // One that is made here has no place in the arena either.
  new AtomicInt32().add(4);
  parentPort.postMessage('done');
}
