import type { JavaScriptContender } from '../lock-shapes.ts';
import { packageVersion } from './package-version.ts';

interface Guard {
  dispose(): void;
}

interface ForeignMutex {
  blockingLock(): Guard;
  lock(): Promise<Guard>;
}

interface Module {
  readonly Mutex: new (data: undefined, words: SharedArrayBuffer) => ForeignMutex;
}

const NAME = 'multithreading';

/** The mutex of npm's `multithreading`, attached to shared words as its own handles do it. */
export const multithreading: JavaScriptContender = {
  version: () => packageVersion(NAME),
  create: async () => {
    await import(NAME);
    return new SharedArrayBuffer(4);
  },
  attach: async (shared) => {
    const { Mutex } = (await import(NAME)) as Module;
    const mutex = new Mutex(undefined, shared as SharedArrayBuffer);
    let guard: Guard | undefined;
    const release = (): void => guard?.dispose();
    return {
      blocking: { acquire: () => (guard = mutex.blockingLock()), release },
      awaited: { acquireAsync: async () => (guard = await mutex.lock()), release },
    };
  },
};
