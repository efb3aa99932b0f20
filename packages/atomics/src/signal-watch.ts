/**
 * A thread that prints what all threads do when the process gets a signal. It has an event
 * loop of its own, so it answers while the main thread is blocked, where the runtime's own
 * `process.on(signal)` would not. Started by `describe-on-signal.ts`.
 *
 * Signals are for the main thread alone in what the runtime documents; beneath that, any
 * loop can wait for one. Where this cannot be had, it does not say that it watches, and the main thread does it.
 */
import { store } from './atomics.ts';
import type { WatchStart } from './describe-on-signal.ts';
import { describeThreads } from './describe-threads.ts';
import { defineOwned } from './owned.ts';
import { platformProcess, workerThreads } from './platform.ts';
import { threadId } from './thread-id.ts';
import { homeTable, renameThread } from './thread-table.ts';

/** What a loop waits for a signal with. */
interface SignalWatch {
  onsignal: () => void;
  start(signal: number): number;
}

function watch(signal: number): boolean {
  const process = platformProcess();
  if (process === undefined) return false;
  // The thread is ours alone: nobody else's warning is lost.
  process.noDeprecation = true;
  try {
    const { Signal } = process.binding?.('signal_wrap') as { Signal: new () => SignalWatch };
    const waiting = new Signal();
    waiting.onsignal = (): void => {
      renameThread(threadId(), 'describeThreadsOn()', homeTable());
      describeThreads();
    };
    return waiting.start(signal) === 0;
  } catch {
    return false;
  }
}

const { signal, watches, kinds } = workerThreads()?.workerData as WatchStart;
kinds.forEach(defineOwned);
if (watch(signal)) store(watches, 0, 1);
