import type { Thread as OwnThread } from '@sync/thread';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { JavaScriptContender } from '../lock-shapes.ts';
import type { StartedThread, ThreadShape } from '../thread-shape.ts';
import { packageVersion } from './package-version.ts';

const PACKAGE = '@sync/thread';

/** What threads run is in files of its own, so that each has one to read. */
function target(name: string): URL {
  return new URL(`../targets/${name}.mjs`, pathToFileURL(process.argv[1] ?? ''));
}

function contenderOf(version: JavaScriptContender['version'], threads: () => Promise<ThreadShape>): JavaScriptContender {
  return { version, create: () => Promise.resolve(undefined), attach: async () => ({ threads: await threads() }) };
}

/** Ours: `what` is run, `join` waits; the stoppable one is in a wait of that name. */
function own(what: URL | (() => void), join: 'join' | 'joinAsync', wait: 'blocked' | 'awaiting' | 'looping'): JavaScriptContender {
  return contenderOf(() => packageVersion(PACKAGE), async () => {
    const { Thread } = await import('@sync/thread');
    const started = (thread: OwnThread) => ({ join: () => thread[join](), stop: () => { thread.stop(); } });
    return {
      start: () => started(new Thread(what as () => void).start()),
      startIdle: (words) => started(new Thread(target('idle'), { args: [words] }).start()),
      startStoppable: (words, noticed) => started(new Thread(target('stopped'), { export: wait, args: [words, noticed] }).start()),
    };
  });
}

/** A module is run, and joined blocking. */
export const syncThread: JavaScriptContender = own(target('nothing'), 'join', 'blocked');

/** The same, awaited. */
export const syncThreadAsync: JavaScriptContender = own(target('nothing'), 'joinAsync', 'awaiting');

/** A function is run, and joined blocking. */
export const syncThreadFunction: JavaScriptContender = own(() => undefined, 'join', 'blocked');

/** The stoppable one looks. */
export const syncThreadLooking: JavaScriptContender = own(target('nothing'), 'join', 'looping');

function ended(worker: Worker): StartedThread {
  const exit = new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  return { join: () => exit };
}

/** `new Worker`, until its exit. */
export const bareWorker: JavaScriptContender = contenderOf(() => Promise.resolve(process.version), () =>
  Promise.resolve({
    start: () => ended(new Worker(target('nothing'))),
    startIdle: (words) => ended(new Worker(target('bare-idle'), { workerData: words })),
    startStoppable: (words, noticed) => ({
      ...ended(new Worker(target('bare-stopped'), { workerData: [words, noticed] })),
      stop: () => {
        Atomics.store(words, 1, 1);
        Atomics.notify(words, 1);
      },
    }),
  }),
);

/** `new Worker`, until it says something. */
export const bareWorkerMessage: JavaScriptContender = contenderOf(() => Promise.resolve(process.version), () =>
  Promise.resolve({
    start: () => {
      const worker = new Worker(target('bare-message'));
      const message = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
      return { join: () => message };
    },
  }),
);

interface Multithreading {
  readonly spawn: (fn: () => void) => { join(): Promise<unknown> };
}

/** A function is handed to one of its pool's workers. */
export const multithreadingSpawn: JavaScriptContender = contenderOf(() => packageVersion('multithreading'), async () => {
  const name = 'multithreading';
  const { spawn } = (await import(name)) as Multithreading;
  return { start: () => spawn(() => undefined) };
});
