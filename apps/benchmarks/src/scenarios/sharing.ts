import type { Scenario } from './scenario.ts';

const common = { group: 'sharing' } as const;

function contendedSemaphore(threads: number): Scenario {
  return {
    ...common,
    id: `semaphore-contended-${String(threads)}t`,
    suite: 'semaphore',
    title: `Semaphore of 2 permits, ${String(threads)} threads`,
    about: `${String(threads)} threads take one of two permits for 1 µs of work, nothing in between.`,
    operation: 'section',
    work: 'permits',
    threads,
    sectionNs: 1000,
    ours: 'sync-semaphore',
    contenders: ['sync-semaphore', 'c-semaphore', 'python-semaphore', 'multithreading-semaphore'],
    quick: threads === 4,
  };
}

/** More threads than permits, and two sides of one condition. */
export const sharingScenarios: readonly Scenario[] = [
  contendedSemaphore(4),
  contendedSemaphore(8),
  {
    ...common,
    id: 'condition-producers',
    suite: 'condition',
    title: 'Producers and consumers on one condition',
    about: 'Two threads put into a room for 16 items, two take from it: one lock, one condition, one notification for each item.',
    operation: 'item',
    work: 'producers',
    threads: 4,
    ours: 'sync-condition',
    contenders: ['sync-condition', 'c-condition', 'c-condition-spinning', 'python-condition', 'multithreading-condition'],
    quick: false,
  },
];
