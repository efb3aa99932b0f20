// Importing starts no worker and leaves nothing behind that keeps the process alive.
import assert from 'node:assert/strict';
import workerThreads from 'node:worker_threads';
import { syncBuiltinESMExports } from 'node:module';

let started = 0;
workerThreads.Worker = class {
  constructor() {
    started++;
  }
};
globalThis.Worker = workerThreads.Worker;
syncBuiltinESMExports();

const before = process.getActiveResourcesInfo().sort();
for (const name of process.argv.slice(2)) await import(name);
assert.equal(started, 0);
assert.deepEqual(process.getActiveResourcesInfo().sort(), before);
console.log('harmless');
