// What a user's program says, to the compiler alone.
import { AtomicInt32, SyncError } from '@sync/atomics';
import { Lock, RLock } from '@sync/lock';
import { check, type Coverage, type ModelError } from '@sync/model';

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

// @ts-expect-error an async function is for runAsync
lock.run(async () => 33);
// @ts-expect-error a number is no options
lock.acquire(100);
// @ts-expect-error a shared RLock is no Lock
Lock.from(new RLock().share());
