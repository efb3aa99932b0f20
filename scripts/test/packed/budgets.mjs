/**
 * What an import may cost a page, floor included: bytes, bundled, minified and gzipped.
 * A new primitive adds its row.
 */
export const BUDGETS = [
  { imports: 'Lock, RLock', from: '@sync/lock', bytes: 8 * 1024 },
  { imports: 'Event', from: '@sync/event', bytes: 6 * 1024 },
  { imports: 'AtomicInt32', from: '@sync/atomics', bytes: 8 * 1024 },
];
