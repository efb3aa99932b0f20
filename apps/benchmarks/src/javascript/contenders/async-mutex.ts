import { readFile } from 'node:fs/promises';
import type { JavaScriptContender } from '../lock-shapes.ts';

const NAME = 'async-mutex';

/** npm's `async-mutex`: for the tasks of one thread. */
export const asyncMutex: JavaScriptContender = {
  version: async () => {
    const manifest = new URL('../package.json', import.meta.resolve(NAME));
    return (JSON.parse(await readFile(manifest, 'utf8')) as { version?: string }).version;
  },
  create: () => Promise.resolve(undefined),
  attach: async () => {
    const { Mutex } = await import('async-mutex');
    const mutex = new Mutex();
    return { awaited: { acquireAsync: () => mutex.acquire(), release: () => { mutex.release(); } } };
  },
};
