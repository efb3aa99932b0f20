// Threads as they see themselves and each other: of this package, and of others' making.
import { activeCount, currentThread, isMainThread, mainThread, nativeThreadId, threadId, threads } from '@sync/thread';
import { readlinkSync } from 'node:fs';
import { isMainThread as isMain, parentPort, workerData } from 'node:worker_threads';

/** What the calling thread sees. */
export function sees() {
  const me = currentThread();
  const main = mainThread();
  return {
    id: threadId(),
    me: { id: me.id, name: me.name, daemon: me.daemon, isAlive: me.isAlive, nativeId: me.nativeId, text: String(me), same: currentThread() === me },
    main: { id: main.id, name: main.name, isAlive: main.isAlive, same: mainThread() === main },
    isMainThread,
    native: nativeThreadId(),
    kernel: Number(readlinkSync('/proc/thread-self').split('/').pop()),
    threads: threads().map(({ id }) => id),
    names: threads().map(({ name }) => name),
    count: activeCount(),
    listsItself: threads().includes(me),
  };
}

/** Says what it sees, and what it sees when it is asked again; ends when it is told to. */
export function seesUntil(board, event) {
  Atomics.store(board, 0, 1);
  event.wait();
  return sees();
}

/** Joins each of these in turn, and says which of them are listed then. */
export function joinsEach(all) {
  return all.filter((thread) => {
    thread.join();
    return threads().some(({ id }) => id === thread.id) || thread.isAlive;
  }).length;
}

/** Joins whoever has this id. */
export function joinsById(id, limits) {
  const other = threads().find((thread) => thread.id === id);
  return { name: other?.name, joined: other?.join(limits), isAlive: other?.isAlive };
}

export function returns(value) {
  return value;
}

// In a worker of somebody's own, which was not started by this package.
if (!isMain && workerData?.own === true) {
  parentPort.postMessage(sees());
  parentPort.on('message', (what) => {
    if (what === 'end') parentPort.close();
    else if (what === 'rename') {
      currentThread().name = 'renamed by itself';
      parentPort.postMessage('renamed');
    } else parentPort.postMessage(sees());
  });
}
