import type { JavaScriptContender } from '../lock-shapes.ts';

interface MutexNamespace {
  new (): object;
  lock(mutex: object, section: () => void): unknown;
}

function mutexOfV8(): MutexNamespace {
  const found = (Atomics as unknown as { Mutex?: MutexNamespace }).Mutex;
  if (!found) throw new Error('this Node has no Atomics.Mutex, even with --harmony-struct');
  return found;
}

/** The engine's own mutex. It takes a function only; it cannot be held beyond one. */
export const v8Mutex: JavaScriptContender = {
  version: () => Promise.resolve(`V8 ${process.versions.v8}`),
  create: () => Promise.resolve(new (mutexOfV8())()),
  attach: (shared) => {
    const Mutex = mutexOfV8();
    const mutex = shared as object;
    return Promise.resolve({ scoped: { run: (section) => Mutex.lock(mutex, section) } });
  },
};
