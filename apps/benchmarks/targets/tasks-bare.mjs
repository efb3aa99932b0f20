import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import * as tasks from './tasks.mjs';

/** A bare worker: each message is the name of a task and its argument, each answer a result, in the same order. */
const run = ([name, argument]) => workerData.postMessage(tasks[name](argument));

workerData.on('message', (first) => {
  run(first);
  // All that are there at a time: an event for each takes half as long again.
  for (let next = receiveMessageOnPort(workerData); next !== undefined; next = receiveMessageOnPort(workerData)) run(next.message);
});
