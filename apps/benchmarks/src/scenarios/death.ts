import { LONG_ROUNDS, type Bar, type Scenario } from './scenario.ts';

const common = {
  suite: 'lock',
  group: 'death',
  threads: 2,
  ours: 'sync-lock',
  ...LONG_ROUNDS,
  warmUp: false,
  apart: true,
} as const;

function within(what: string, atMost: number): readonly Bar[] {
  return [{ kind: 'value', what: `${what} within ${String(atMost)} ms`, ours: 'sync-lock', metric: 'longestWaitMs', atMost, by: 'worst' }];
}

/** How long it takes until threads learn that they wait in vain. The wait is all that is timed. */
export const deathScenarios: readonly Scenario[] = [
  {
    ...common,
    id: 'death-notice',
    title: 'From the end of a thread to those who are blocked',
    about:
      'A thread ends while it holds a lock on which another is blocked: the wait is the time from its last step until the other knows. Two such pairs at a time.',
    operation: 'death',
    work: 'death',
    contenders: ['sync-lock', 'sync-rlock', 'c-robust'],
    bars: within('every death is known', 250),
  },
  {
    ...common,
    id: 'death-notice-async',
    title: 'From the end of a thread to those who await',
    about: 'The same, awaited.',
    operation: 'death',
    work: 'death-async',
    contenders: ['sync-lock', 'sync-rlock'],
    bars: within('every death is known', 250),
    quick: false,
  },
  {
    ...common,
    id: 'deadlock-notice',
    title: 'From a circle of threads to the error',
    about:
      'Two threads hold a lock each and want the other’s: the wait is the time from when both want it until one of them is told.',
    operation: 'circle',
    work: 'deadlock',
    contenders: ['sync-lock', 'sync-rlock'],
    bars: within('every circle is found', 500),
  },
  {
    ...common,
    id: 'slow-acquisitions',
    title: 'Cost of a long wait',
    about:
      'Four threads take a lock that each keeps for 60 ms, asleep: each wait is longer than a slice, so that all ask after the holder. A wait with a time limit says nothing of itself to those who look for circles.',
    operation: 'acquisition',
    work: 'slow',
    threads: 4,
    contenders: ['sync-lock', 'sync-lock-timed', 'sync-rlock', 'c-mutex', 'textbook-futex'],
    apart: false,
    quick: false,
  },
];
