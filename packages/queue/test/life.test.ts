import { lifeContract } from '@sync/testing';
import { describe } from 'vitest';

describe('a pending call and the life of the process', () => {
  lifeContract({
    from: import.meta.url,
    what: 'a get that waits',
    until: ['another thread has put something', 'awaits-another', '2'],
    timeUp: 'QueueEmptyError',
  });
});
