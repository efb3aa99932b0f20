import type { JavaScriptContender } from '../lock-shapes.ts';
import { packageVersion } from './package-version.ts';
import { own } from './sync-packages.ts';

const PACKAGE = '@sync/atomics';

/** A counter to which every thread adds in a place of its own. */
export const perThreadCounter: JavaScriptContender = {
  version: () => packageVersion(PACKAGE),
  create: async () => new (await own(PACKAGE, 'PerThreadCounter'))().share(),
  attach: async (shared) => {
    const counter = (await own(PACKAGE, 'PerThreadCounter')).from(shared as never);
    return { counter, total: () => counter.sum?.() ?? NaN };
  },
};

/** One atomic word that all threads add to. */
export const atomicInt32: JavaScriptContender = {
  version: () => packageVersion(PACKAGE),
  create: async () => new (await own(PACKAGE, 'AtomicInt32'))().share(),
  attach: async (shared) => {
    const counter = (await own(PACKAGE, 'AtomicInt32')).from(shared as never);
    return { counter, total: () => counter.load?.() ?? NaN };
  },
};
