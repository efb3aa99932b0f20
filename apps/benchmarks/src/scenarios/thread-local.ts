import type { Scenario } from './scenario.ts';

const common = { group: 'thread-local', suite: 'thread-local', threads: 1, ours: 'sync-thread-local' } as const;

const ALL = ['sync-thread-local', 'sync-thread-local-after-run', 'sync-local', 'plain-property', 'async-local-storage', 'python-thread-local'];

/** Variables of which each thread has a value of its own. */
export const threadLocalScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'thread-local-get',
    title: 'Thread-local variables: read',
    about: 'One thread reads its values of four variables in turn, over and over.',
    operation: 'read',
    work: 'variable-get',
    contenders: ALL,
    quick: true,
  },
  {
    ...common,
    id: 'thread-local-set',
    title: 'Thread-local variables: write',
    about: 'One thread writes its values of four variables in turn, over and over.',
    operation: 'write',
    work: 'variable-set',
    contenders: ALL,
    quick: false,
  },
  {
    ...common,
    id: 'thread-local-run',
    title: 'Thread-local variables: run with another value',
    about: 'One thread calls a function for which a variable has another value, which that reads, over and over.',
    operation: 'run',
    work: 'variable-run',
    contenders: ['sync-thread-local', 'async-local-storage'],
    quick: false,
  },
];
