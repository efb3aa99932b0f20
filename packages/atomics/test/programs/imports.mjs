// Loaded before, since the platform makes shared memory of its own for it.
import 'node:worker_threads';

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

const world = () => [process.getActiveResourcesInfo().length, process.listenerCount('exit'), process.memoryUsage().arrayBuffers];
const before = world();
await import('@sync/atomics');
await import('@sync/atomics/internal');
const after = world();

// What is read to be imported counts, and is 0.1 MB; the table of threads would be 2.3 MiB, and the arena 4.
console.log(after[0] - before[0], after[1] - before[1], after[2] - before[2] < 1_000_000, made.length);
