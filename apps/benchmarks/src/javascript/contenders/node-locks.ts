import workerThreads from 'node:worker_threads';
import type { JavaScriptContender } from '../lock-shapes.ts';

interface LockManager {
  request(name: string, section: () => unknown): Promise<unknown>;
}

function lockManager(): LockManager {
  const found = (workerThreads as unknown as { locks?: LockManager }).locks;
  if (!found) throw new Error(`Node ${process.version} has no worker_threads.locks`);
  return found;
}

let made = 0;

/** The Web Locks of newer Nodes: awaited only, named by strings. */
export const nodeLocks: JavaScriptContender = {
  version: () => Promise.resolve(process.version),
  create: () => {
    lockManager();
    return Promise.resolve(`benchmark-${String(process.pid)}-${String(made++)}`);
  },
  attach: (shared) => {
    const locks = lockManager();
    const name = shared as string;
    let free: (() => void) | undefined;
    const acquireAsync = (): Promise<void> =>
      new Promise((granted, failed) => {
        const section = (): Promise<void> =>
          new Promise((resolve) => {
            free = resolve;
            granted();
          });
        locks.request(name, section).catch(failed);
      });
    return Promise.resolve({
      awaited: { acquireAsync, release: () => free?.() },
      awaitedScoped: { runAsync: (section) => locks.request(name, section) },
    });
  },
};
