import { homeTable, selfCircular, watch } from '@sync/atomics/internal';
import { PENDING } from './future-core.ts';
import type { Origin } from './origin.ts';

/**
 * Of futures that are settled by hand. Nobody can while their thread is blocked, so waiting for
 * one without a limit is a deadlock, and says so.
 */
export const NO_POOL: Origin = Object.freeze<Origin>({
  label: 'no pool',
  cancel: ({ state }) => state === PENDING,
  poll: () => undefined,
  block(_isOver, deadline, call) {
    const subject = { label: 'a future without a pool' };
    if (deadline.finite) {
      watch({ subject, words: new Int32Array(new SharedArrayBuffer(4)), index: 0 }, () => false, deadline);
      return;
    }
    const cause = `only the calling thread could settle ${subject.label}, and it would be blocked; await it`;
    throw selfCircular(subject, homeTable(), `${call}() would never end: ${cause}`);
  },
});
