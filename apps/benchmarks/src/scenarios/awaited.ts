import type { Scenario } from './scenario.ts';

const common = {
  suite: 'lock',
  group: 'awaited',
  threads: 1,
  ours: 'sync-lock',
  contenders: ['sync-lock', 'sync-rlock', 'sync-lock-latest', 'async-mutex', 'multithreading', 'node-locks'],
} as const;

/** Awaited locks in one thread, and a latch for which a crowd of one thread waits. */
export const awaitedScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'async-uncontended',
    title: 'Uncontended, awaited',
    about: 'One task takes a free lock with await, and releases it.',
    operation: 'await acquire + release',
    work: 'async-uncontended',
    bars: [
      {
        kind: 'ratio',
        what: 'Lock at most 1.5 x async-mutex',
        ours: 'sync-lock',
        rival: 'async-mutex',
        atLeast: 1 / 1.5,
      },
    ],
  },
  {
    ...common,
    id: 'async-many',
    title: '10,000 awaiting tasks',
    about: '10,000 tasks of one thread await one lock that is held; then it is released, and each is served in turn.',
    operation: 'task served',
    work: 'async-many',
  },
  {
    ...common,
    id: 'latch-async-many',
    suite: 'latch',
    title: 'A latch opens for 1,000 awaiting tasks',
    about: 'One thread opens a latch that 1,000 tasks of another await: the time until all have gone on. Then it is shut again.',
    operation: 'opening',
    work: 'latch-openings',
    threads: 2,
    ours: 'sync-latch',
    contenders: ['sync-latch', 'bare-latch'],
  },
];
