import type { Scenario } from './scenario.ts';

const common = {
  suite: 'lock',
  group: 'uncontended',
  operation: 'acquire + release',
  work: 'uncontended',
  threads: 1,
} as const;

const onePair = { kind: 'ratio', ours: 'sync-lock' } as const;

/** One thread takes and gives back a lock that nobody else wants. */
export const uncontendedScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'uncontended',
    title: 'Uncontended: acquire and release',
    about: 'One thread takes and releases a free lock, over and over, while the process has a second thread.',
    ours: 'sync-lock',
    contenders: [
      'sync-lock', 'sync-rlock', 'sync-run', 'sync-hold', 'sync-lock-latest', 'c-mutex', 'c-adaptive', 'c-fair',
      'java-lock', 'python-lock', 'python-rlock', 'textbook-futex', 'multithreading',
    ],
    unfit: { 'node-locks': 'only awaited: see the awaited rows', 'async-mutex': 'only awaited: see the awaited rows' },
    bars: [
      { ...onePair, what: 'Lock at most 1.5 x C’s default mutex', rival: 'c-mutex', atLeast: 1 / 1.5 },
      { ...onePair, what: 'Lock at most 0.2 x Python’s Lock', rival: 'python-lock', atLeast: 5 },
      { ...onePair, what: 'run at most 1.5 x acquire + release', ours: 'sync-run', rival: 'sync-lock', atLeast: 1 / 1.5 },
      { ...onePair, what: 'hold at most 1.5 x acquire + release', ours: 'sync-hold', rival: 'sync-lock', atLeast: 1 / 1.5 },
    ],
  },
  {
    ...common,
    id: 'uncontended-v8',
    title: 'Uncontended, in one process with V8’s own mutex',
    about: 'The same beside Atomics.Mutex of V8, both in one process started with --harmony-struct. V8’s takes a function.',
    ours: 'sync-lock-beside-v8',
    contenders: ['sync-lock-beside-v8', 'v8-mutex-beside'],
    bars: [
      {
        kind: 'ratio',
        what: 'Lock at most 0.67 x V8’s Atomics.Mutex',
        ours: 'sync-lock-beside-v8',
        rival: 'v8-mutex-beside',
        atLeast: 1 / 0.67,
      },
    ],
  },
  {
    ...common,
    id: 'allocation',
    group: 'allocation',
    title: 'Memory allocated by acquire and release',
    about: 'Growth of the heap over many uncontended acquisitions, in bytes per acquisition.',
    work: 'allocation',
    ours: 'sync-lock',
    contenders: ['sync-lock', 'sync-rlock', 'sync-run', 'sync-hold', 'v8-mutex', 'multithreading', 'textbook-futex'],
    nodeFlags: ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'],
    roundMs: 2000,
    mostRounds: 3,
    warmUp: false,
    bars: [
      {
        kind: 'value',
        what: 'Lock allocates nothing',
        ours: 'sync-lock',
        metric: 'bytesPerOperation',
        // The heap's own blocks may show in up to 400,000 acquisitions; one object each would be 12 or more.
        atMost: 0.05,
        by: 'worst',
      },
    ],
  },
];
