import type { JavaScriptContender } from '../lock-shapes.ts';

/** `Atomics.wait` (or `waitAsync`) and `notify` with nothing around them. */
export const bareWords: JavaScriptContender = {
  version: () => Promise.resolve(process.version),
  create: () => Promise.resolve(new SharedArrayBuffer(64)),
  attach: (shared) => Promise.resolve({ bare: { words: new Int32Array(shared as SharedArrayBuffer) } }),
};

/** `Atomics.add` with nothing around it. */
export const bareAdd: JavaScriptContender = {
  version: () => Promise.resolve(process.version),
  create: () => Promise.resolve(new SharedArrayBuffer(64)),
  attach: (shared) => {
    const words = new Int32Array(shared as SharedArrayBuffer);
    return Promise.resolve({
      counter: { add: (n) => Atomics.add(words, 0, n) },
      total: () => Atomics.load(words, 0),
    });
  },
};
