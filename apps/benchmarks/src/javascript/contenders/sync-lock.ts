import type { Attached, JavaScriptContender } from '../lock-shapes.ts';
import { ownContender, type OwnLock } from './sync-packages.ts';

function contenderOf(name: 'Lock' | 'RLock', shape: (lock: OwnLock) => Attached): JavaScriptContender {
  return ownContender('@sync/lock', name, shape, (Class) => new Class());
}

/** `lock.acquire()` and `lock.release()`, and their awaited forms. */
export const syncLock: JavaScriptContender = contenderOf('Lock', (lock) => ({ blocking: lock, awaited: lock }));

/** The same on the re-entrant lock. */
export const syncRLock: JavaScriptContender = contenderOf('RLock', (lock) => ({ blocking: lock, awaited: lock }));

/** `lock.run(fn)`. */
export const syncRun: JavaScriptContender = contenderOf('Lock', (lock) => ({ scoped: lock }));

/** `lock.hold()` and the guard's `release()`. */
export const syncHold: JavaScriptContender = contenderOf('Lock', (lock) => ({ guarding: lock }));
