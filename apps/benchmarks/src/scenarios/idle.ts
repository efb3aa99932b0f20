import { LONG_ROUNDS, type Bar, type Scenario } from './scenario.ts';

const common = {
  group: 'idle',
  operation: 'none',
  threads: 5,
  ...LONG_ROUNDS,
} as const;

function sleeps(ours: string): readonly Bar[] {
  const what = 'a waiting thread uses less than 0.25 % of a core';
  return [{ kind: 'value', what, ours, metric: 'cpuSharePerWaiter', atMost: 0.0025, by: 'quartile' }];
}

/** A primitive on which threads wait, and who else has one. */
type Waited = readonly [
  suite: 'barrier' | 'condition' | 'event' | 'latch' | 'once' | 'semaphore',
  what: string,
  blocking: readonly string[],
  awaited: readonly string[],
];

const WAITED: readonly Waited[] = [
  [
    'semaphore',
    'a permit that a fifth, sleeping, has',
    ['c-semaphore', 'python-semaphore', 'multithreading-semaphore'],
    ['multithreading-semaphore'],
  ],
  ['event', 'an event that is not set', ['c-event', 'python-event'], []],
  ['latch', 'a latch that is not open', ['bare-latch'], ['bare-latch']],
  [
    'barrier',
    'a barrier to which a fifth does not come',
    ['bare-barrier', 'c-barrier', 'python-barrier', 'multithreading-barrier'],
    ['bare-barrier', 'multithreading-barrier'],
  ],
  [
    'condition',
    'a condition that nobody notifies',
    ['c-condition', 'python-condition', 'multithreading-condition'],
    ['multithreading-condition'],
  ],
  ['once', 'what a fifth, sleeping, is doing', ['c-once'], []],
];

function scenariosOf([suite, what, blocking, awaited]: Waited): readonly Scenario[] {
  const ours = `sync-${suite}`;
  const one = { ...common, suite, ours, bars: sleeps(ours), quick: false };
  return [
    {
      ...one,
      id: `${suite}-idle`,
      title: `Cost of a sleeping thread: ${suite}`,
      about: `Four threads are blocked on ${what}: CPU time of the process per waiting thread.`,
      work: 'idle',
      contenders: [ours, ...blocking],
    },
    {
      ...one,
      id: `${suite}-idle-async`,
      title: `Cost of an awaiting task: ${suite}`,
      about: `One task in each of four threads awaits ${what}: CPU time of the process per waiting thread.`,
      work: 'idle-async',
      contenders: [ours, ...awaited],
    },
  ];
}

/** What a waiter costs while nothing happens. */
export const idleScenarios: readonly Scenario[] = [
  {
    ...common,
    suite: 'lock',
    ours: 'sync-lock',
    bars: sleeps('sync-lock'),
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
    suite: 'lock',
    ours: 'sync-lock',
    bars: sleeps('sync-lock'),
    id: 'idle-async',
    title: 'Cost of an awaiting task',
    about: 'The same with one task in each of four threads awaiting the lock: CPU time of the process per waiting thread.',
    work: 'idle-async',
    contenders: ['sync-lock', 'sync-rlock', 'sync-lock-latest', 'multithreading', 'node-locks'],
  },
  ...WAITED.flatMap(scenariosOf),
];
