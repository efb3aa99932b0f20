import type { JavaScriptContender } from '../lock-shapes.ts';
import { ownContender } from './sync-packages.ts';

const PACKAGE = '@sync/atomics';

/** A counter to which every thread adds in a place of its own. */
export const perThreadCounter: JavaScriptContender = ownContender(
  PACKAGE,
  'PerThreadCounter',
  (counter) => ({ counter, total: () => counter.sum?.() ?? NaN }),
  (Class) => new Class(),
);

/** One atomic word that all threads add to. */
export const atomicInt32: JavaScriptContender = ownContender(
  PACKAGE,
  'AtomicInt32',
  (counter) => ({ counter, total: () => counter.load?.() ?? NaN }),
  (Class) => new Class(),
);
