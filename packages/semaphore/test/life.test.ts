import { lifeContract } from '@sync/testing';
import { describe } from 'vitest';

describe('a pending wait and the life of the process', () => {
  lifeContract({
    from: import.meta.url,
    what: 'a pending wait',
    until: ['another thread releases', 'awaits-a-release', 'acquired'],
    timeUp: 'false',
  });
});
