import type { Attached, JavaScriptContender } from '../lock-shapes.ts';
import { packageVersion } from './package-version.ts';
import { own, type OwnLock } from './sync-packages.ts';

const PACKAGE = '@sync/lock';

function contenderOf(name: 'Lock' | 'RLock', shape: (lock: OwnLock) => Attached): JavaScriptContender {
  return {
    version: () => packageVersion(PACKAGE),
    create: async () => new (await own(PACKAGE, name))().share(),
    attach: async (shared) => shape((await own(PACKAGE, name)).from(shared as never)),
  };
}

/** `lock.acquire()` and `lock.release()`, and their awaited forms. */
export const syncLock: JavaScriptContender = contenderOf('Lock', (lock) => ({ blocking: lock, awaited: lock }));

/** The same on the re-entrant lock. */
export const syncRLock: JavaScriptContender = contenderOf('RLock', (lock) => ({ blocking: lock, awaited: lock }));

/** `lock.run(fn)`. */
export const syncRun: JavaScriptContender = contenderOf('Lock', (lock) => ({ scoped: lock }));

/** `lock.hold()` and the guard's `release()`. */
export const syncHold: JavaScriptContender = contenderOf('Lock', (lock) => ({ guarding: lock }));
