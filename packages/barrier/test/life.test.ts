import { lifeContract } from '@sync/testing';
import { describe } from 'vitest';

describe('a pending wait and the life of the process', () => {
  lifeContract({
    from: import.meta.url,
    what: 'a pending wait',
    until: ['another thread comes last', 'awaits-the-last', '0'],
    timeUp: 'BrokenBarrierError',
  });
});
