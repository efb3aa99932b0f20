import { LONG_ROUNDS, type Scenario, type SpeedBar } from './scenario.ts';

const common = { suite: 'thread', group: 'threads', threads: 1, ours: 'sync-thread' } as const;

const STARTED = [
  'sync-thread', 'sync-thread-async', 'sync-thread-function', 'bare-worker', 'bare-worker-message', 'multithreading-spawn',
  'c-thread', 'python-thread',
];

function besideBare(ours: string, what: string): SpeedBar {
  return { kind: 'ratio', ours, what: `${what}: at most 1.15 x a bare Worker, to its exit`, rival: 'bare-worker', atLeast: 1 / 1.15 };
}

/** Threads that are started and joined, that sleep, that are asked to stop. */
export const threadScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'thread-start-join',
    title: 'Threads: start to join',
    about: 'One thread starts another one, which does nothing, and joins it, over and over.',
    operation: 'thread',
    work: 'start-join',
    contenders: STARTED,
    bars: [besideBare('sync-thread', 'Thread, a module'), besideBare('sync-thread-function', 'Thread, a function')],
  },
  {
    ...common,
    id: 'thread-start-join-8',
    title: 'Threads: eight at once',
    about: 'One thread starts eight others, which do nothing, and joins them, over and over.',
    operation: 'thread',
    work: 'start-join-8',
    contenders: STARTED,
    bars: [besideBare('sync-thread', 'Thread, a module')],
    quick: false,
  },
  {
    ...common,
    id: 'thread-memory',
    title: 'Threads: memory of one that sleeps',
    about: 'What 50 sleeping threads add to the memory of a process that has done nothing else, for each.',
    operation: 'thread',
    work: 'thread-memory',
    fresh: true,
    contenders: ['sync-thread', 'bare-worker'],
    quick: false,
  },
  {
    ...common,
    ...LONG_ROUNDS,
    id: 'thread-stop-notice',
    title: 'Threads: from stop() to those who are to stop',
    about:
      'A thread is blocked, awaits, or looks, over and over, when another one asks it to stop: the wait is the time until it notices. ' +
      'The bare worker is blocked on a word, which the other sets.',
    operation: 'stop',
    work: 'stopping',
    warmUp: false,
    contenders: ['sync-thread', 'sync-thread-async', 'sync-thread-looking', 'bare-worker'],
    quick: false,
  },
];
