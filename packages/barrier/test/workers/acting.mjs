// A barrier whose action, in each thread, is the function that a test leaves at globalThis.act.
import { Barrier } from '@sync/barrier';

export const Acting = {
  from: (shared) => Barrier.from(shared, { action: () => globalThis.act?.() }),
};
