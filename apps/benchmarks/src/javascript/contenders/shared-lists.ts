import { BroadcastChannel, receiveMessageOnPort } from 'node:worker_threads';
import { Lock } from '@sync/lock';
import { Guarded, SharedCell } from '@sync/shared';
import type { JavaScriptContender } from '../lock-shapes.ts';
import { packageVersion } from './package-version.ts';

const INITIAL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const MAX_BYTES = 200;

const version = (): Promise<string | undefined> => packageVersion('@sync/shared');
const options = (): { initial: number[]; maxBytes: number } => ({ initial: [...INITIAL], maxBytes: MAX_BYTES });

/** `guarded.run(fn)`. */
export const syncGuarded: JavaScriptContender = {
  version,
  create: () => Promise.resolve(new Guarded(options()).share()),
  attach: (shared) => {
    const guarded = Guarded.from<number[]>(shared as never);
    return Promise.resolve({ changing: { change: (fn) => { guarded.run(fn); } } });
  },
};

/** `cell.update(fn)`. */
export const syncSharedCell: JavaScriptContender = {
  version,
  create: () => Promise.resolve(new SharedCell(options()).share()),
  attach: (shared) => {
    const cell = SharedCell.from<number[]>(shared as never);
    const changed = (fn: (list: number[]) => void) => (list: number[]) => {
      fn(list);
      return list;
    };
    return Promise.resolve({ changing: { change: (fn) => { cell.update(changed(fn)); } } });
  },
};

interface Posted {
  readonly lock: ReturnType<Lock['share']>;
  readonly name: string;
}

let channels = 0;

/** A Lock, and a list of which each thread has a copy: who has changed it posts it to the others. */
export const lockAndMessages: JavaScriptContender = {
  version: () => packageVersion('@sync/lock'),
  create: (): Promise<Posted> => Promise.resolve({ lock: new Lock().share(), name: `list ${process.pid} ${channels++}` }),
  attach: (shared) => {
    const { lock: handle, name } = shared as Posted;
    const lock = Lock.from(handle);
    const channel = new BroadcastChannel(name);
    channel.unref();
    let list: number[] = [...INITIAL];
    const change = (fn: (list: number[]) => void): void => {
      lock.run(() => {
        for (let next = receiveMessageOnPort(channel as never); next !== undefined; next = receiveMessageOnPort(channel as never)) {
          list = next.message as number[];
        }
        fn(list);
        channel.postMessage(list);
      });
    };
    return Promise.resolve({ changing: { change } });
  },
};
