import { lifeContract } from '@sync/testing';
import { describe } from 'vitest';

describe('a pending call and the life of the process', () => {
  lifeContract({
    from: import.meta.url,
    what: 'a call that waits',
    until: ['another thread has released it', 'awaits-another', '2'],
    timeUp: 'TimeoutError',
  });
});
