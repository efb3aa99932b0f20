// What a user's program says, to the compiler alone.
import { AtomicInt32, SyncError } from '@sync/atomics';
import { Lock, RLock } from '@sync/lock';
import { check, type Coverage, type ModelError } from '@sync/model';
import { Thread, Timer, currentThread, type AnyThread } from '@sync/thread';
import { serve } from '@sync/thread/worker';

const lock = new Lock({ name: 'jobs' });
const taken: boolean = lock.acquire({ timeout: 10 });
if (taken) lock.release();

export async function later(signal: AbortSignal): Promise<boolean> {
  return (await lock.acquireAsync({ timeout: 10, signal })) || lock.tryAcquire();
}

export function scoped(): number {
  using held = lock.hold({ timeout: 10 });
  void held;
  return new RLock().run(() => 33);
}

const same: Lock = Lock.from(lock.share());
export const words: AtomicInt32 = new AtomicInt32();
export const failure: SyncError | Lock = same;

export const covered: Coverage = check(() => ({ threads: [() => lock.tryAcquire()], final: ([taken]) => void taken }));
export const kindOf = ({ kind }: ModelError): string => kind;

class Sum extends Thread {
  numbers: readonly number[] = [];
  override run(): number {
    return this.numbers.length;
  }
}
const add = new Thread((a: number, b: number) => a + b, { args: [1, 2], name: 'add' });
export const sum: number = add.start().result({ timeout: 10 });
export const awaited: Promise<string> = new Timer(10, async () => Promise.resolve('x')).resultAsync();
export const length: number = new Sum({ daemon: true }).result();
export const all: readonly Thread[] = [add, new Sum(), new Thread('file:///work.js', { export: 'main', args: [lock] })];
export const known: readonly AnyThread[] = [...all, currentThread()];
export const aborted: boolean = currentThread().signal.aborted;
serve({ add: (a: number, b: number) => a + b });

// @ts-expect-error an argument of the wrong type
new Thread((a: number) => a, { args: ['x'] });
// @ts-expect-error an async function is for runAsync
lock.run(async () => 33);
// @ts-expect-error a number is no options
lock.acquire(100);
// @ts-expect-error a shared RLock is no Lock
Lock.from(new RLock().share());
