import type { JavaScriptContender } from '../lock-shapes.ts';
import { packageVersion } from './package-version.ts';

/** npm's `async-mutex`: for the tasks of one thread. */
export const asyncMutex: JavaScriptContender = {
  version: () => packageVersion('async-mutex'),
  create: () => Promise.resolve(undefined),
  attach: async () => {
    const { Mutex } = await import('async-mutex');
    const mutex = new Mutex();
    return { awaited: { acquireAsync: () => mutex.acquire(), release: () => { mutex.release(); } } };
  },
};
