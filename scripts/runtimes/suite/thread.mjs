// A thread of the suite: calls one function with what it is given, and posts what that gives; or,
// one of the crew, one after the other as it is asked.
import { parentPort, workerData } from 'node:worker_threads';
import { receive } from '@sync/atomics';

const { module, name, given } = workerData;
const functions = await import(module);
const call = async (name, given) => parentPort.postMessage({ gave: await functions[name](receive(given)) });

if (name !== undefined) await call(name, given);
else parentPort.on('message', ({ name, given }) => call(name, given));
