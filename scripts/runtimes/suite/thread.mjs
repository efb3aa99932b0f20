// A thread of the suite: receives what it is given, calls one function, and posts what that gives.
import { parentPort, workerData } from 'node:worker_threads';
import { receive } from '@sync/atomics';

const { module, name, given } = workerData;
const functions = await import(module);
parentPort.postMessage({ gave: await functions[name](receive(given)) });
