import { CountDownLatch } from '@sync/latch';
import { abortedWaits } from '@sync/testing';
import { describe } from 'vitest';
import { latchSpec } from './spec.ts';

describe('waitAsync with a signal', () => {
  abortedWaits<CountDownLatch>({
    spec: latchSpec(1),
    make: () => new CountDownLatch(1),
    release: (latch) => { latch.countDown(); },
    renew: (latch) => { latch.reset(1); },
  });
});
