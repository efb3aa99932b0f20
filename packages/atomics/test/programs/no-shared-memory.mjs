delete globalThis.SharedArrayBuffer;

const floor = await import('@sync/atomics');
await import('@sync/atomics/internal');

const say = (make) => {
  try {
    return String(make());
  } catch (error) {
    return `${error.name} ${error.code} ${error instanceof floor.SharedMemoryUnavailableError} ${error.message}`;
  }
};

for (const name of ['AtomicInt32', 'AtomicBigInt64', 'AtomicFlag', 'AtomicCounter', 'PerThreadCounter']) {
  console.log(say(() => new floor[name]()));
}
// What needs no shared memory works.
console.log(floor.threadId(), floor.isMainThread, floor.Deadline.after(0).passed, floor.spinUntil(() => true));
console.log(JSON.stringify(floor.receive(floor.share({ a: [1] }))));
