import type { Scenario } from './scenario.ts';

const common = {
  suite: 'lock',
  group: 'idle',
  operation: 'none',
  threads: 5,
  privateNs: 0,
  sectionNs: 0,
  ours: 'sync-lock',
  roundMs: 3000,
  mostRounds: 5,
  quickRoundMs: 200,
  bars: [
    {
      kind: 'value',
      what: 'a waiting thread uses less than 0.25 % of a core',
      ours: 'sync-lock',
      metric: 'cpuSharePerWaiter',
      atMost: 0.0025,
      by: 'quartile',
    },
  ],
} as const;

/** What a waiter costs while nothing happens. */
export const idleScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'idle',
    title: 'Cost of a blocked waiter',
    about: 'Four threads are blocked on a lock that a fifth, sleeping, holds: CPU time of the process per waiting thread.',
    work: 'idle',
    contenders: [
      'sync-lock', 'sync-rlock', 'sync-lock-latest', 'c-mutex', 'c-adaptive', 'c-fair', 'java-lock', 'python-lock',
      'textbook-futex', 'multithreading',
    ],
    unfit: { 'v8-mutex': 'the holder would have to sleep inside its function' },
  },
  {
    ...common,
    id: 'idle-async',
    title: 'Cost of an awaiting task',
    about: 'The same with one task in each of four threads awaiting the lock: CPU time of the process per waiting thread.',
    work: 'idle-async',
    contenders: ['sync-lock', 'sync-rlock', 'sync-lock-latest', 'multithreading', 'node-locks'],
  },
];
