import type { Scenario } from './scenario.ts';

const common = {
  suite: 'lock',
  group: 'handover',
  operation: 'hand-over',
  threads: 2,
  ours: 'sync-lock',
} as const;

const FUNCTION_ONLY = 'takes a function: it cannot be held while another thread is waited for';

/** Two threads in strict alternation, by three locks of which each waits for one that the other holds. */
export const handoverScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'handover',
    title: 'Hand-over between two blocked threads',
    about: 'Two threads in strict alternation: each releases a lock that the other is blocked on, then blocks on one itself.',
    work: 'handover',
    contenders: [
      'sync-lock', 'sync-rlock', 'sync-lock-latest', 'bare-words', 'c-mutex', 'c-adaptive', 'c-fair', 'java-lock',
      'python-lock', 'textbook-futex', 'multithreading',
    ],
    unfit: { 'v8-mutex': FUNCTION_ONLY },
  },
  {
    ...common,
    id: 'handover-async',
    title: 'Wake-up of an awaiting task in another thread',
    about: 'The same, awaited: each thread releases a lock that a task of the other awaits.',
    work: 'handover-async',
    contenders: ['sync-lock', 'sync-rlock', 'sync-lock-latest', 'bare-words', 'multithreading', 'node-locks'],
    unfit: { 'async-mutex': 'is for one thread', 'v8-mutex': 'has no awaited form' },
  },
];
