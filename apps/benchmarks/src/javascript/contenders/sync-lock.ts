import type { Attached, JavaScriptContender } from '../lock-shapes.ts';
import { ownContender, type OwnLock } from './sync-packages.ts';

function contenderOf(name: 'Lock' | 'RLock', shape: (lock: OwnLock) => Attached): JavaScriptContender {
  return ownContender('@sync/lock', name, shape, (Class) => new Class());
}

const asLock = (lock: OwnLock): Attached => ({ blocking: lock, awaited: lock, recoverable: lock });

/** `lock.acquire()` and `lock.release()`, and their awaited forms. */
export const syncLock: JavaScriptContender = contenderOf('Lock', asLock);

/** The same on the re-entrant lock. */
export const syncRLock: JavaScriptContender = contenderOf('RLock', asLock);

/** `lock.run(fn)`. */
export const syncRun: JavaScriptContender = contenderOf('Lock', (lock) => ({ scoped: lock }));

/** `lock.hold()` and the guard's `release()`. */
export const syncHold: JavaScriptContender = contenderOf('Lock', (lock) => ({ guarding: lock }));

/** Longer than anything here waits, in milliseconds. */
const LONG = { timeout: 1e9 };

/** `lock.acquire({ timeout })`. */
export const syncLockTimed: JavaScriptContender = contenderOf('Lock', (lock) => ({
  blocking: { acquire: () => lock.acquire(LONG), release: () => { lock.release(); } },
}));

/** Both sides of an RWLock. */
export const syncRWLock: JavaScriptContender = ownContender('@sync/lock', 'RWLock', (readWrite) => ({ readWrite }), (Class) => new Class());
