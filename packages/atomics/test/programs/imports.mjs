// Loaded before, since the platform makes shared memory of its own for it.
import 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// Shared memory, workers and WebAssembly are made by nobody who only imports.
const made = [];
const spy = (scope, name) => {
  scope[name] = new Proxy(scope[name], {
    construct(target, args, type) {
      made.push(name);
      return Reflect.construct(target, args, type);
    },
  });
};
spy(globalThis, 'SharedArrayBuffer');
spy(WebAssembly, 'Memory');
spy(WebAssembly, 'Module');

/** Without what was only read to be imported. */
const world = () => {
  collect();
  return [process.getActiveResourcesInfo().length, process.listenerCount('exit'), process.memoryUsage().arrayBuffers];
};
const before = world();
await import('@sync/atomics');
await import('@sync/atomics/internal');
const after = world();

console.log(after[0] - before[0], after[1] - before[1], after[2] - before[2] < 100_000, made.length);
