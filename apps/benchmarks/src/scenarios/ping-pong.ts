import type { Bar, Scenario } from './scenario.ts';

const BUSY = 3;

/** A primitive by which two threads wake each other, and who else has one. */
interface Means {
  readonly suite: 'condition' | 'event' | 'semaphore';
  readonly by: string;
  readonly how: string;
  readonly others: readonly string[];
  readonly awaited: readonly string[];
  readonly unfit?: Readonly<Record<string, string>>;
}

const MEANS: readonly Means[] = [
  {
    suite: 'condition',
    by: 'a condition',
    how: 'by one lock, one condition and one word that says whose turn it is',
    others: ['c-condition', 'c-condition-spinning', 'python-condition', 'multithreading-condition', 'bare-words'],
    awaited: ['multithreading-condition', 'bare-words'],
  },
  {
    suite: 'semaphore',
    by: 'two semaphores',
    how: 'each by a semaphore that the other releases',
    others: ['c-semaphore', 'c-semaphore-spinning', 'python-semaphore', 'bare-words'],
    awaited: ['bare-words'],
    unfit: { 'multithreading-semaphore': 'a permit can be given back only by who took it' },
  },
  {
    suite: 'event',
    by: 'two events',
    how: 'each by an event that the other sets, and it clears',
    others: ['c-event', 'c-event-spinning', 'python-event', 'bare-words'],
    awaited: ['bare-words'],
  },
];

const common = { operation: 'wake-up', threads: 2 } as const;

/** What a primitive of ours has to reach beside C's plain one, and one that spins as long. */
export function wakeBars(suite: string): readonly Bar[] {
  const ours = `sync-${suite}`;
  return [
    { kind: 'ratio', what: 'at least 1.5 x plain C', ours, rival: `c-${suite}`, atLeast: 1.5 },
    { kind: 'ratio', what: 'at least 0.8 x C that spins as long', ours, rival: `c-${suite}-spinning`, atLeast: 0.8 },
  ];
}

function busyBars(suite: string): readonly Bar[] {
  const both = { kind: 'ratio', ours: `sync-${suite}`, rival: `c-${suite}` } as const;
  return [
    { ...both, what: 'at least 0.8 x plain C', atLeast: 0.8 },
    { ...both, what: 'at most 1.2 x the CPU time of plain C', metric: 'cpuSecondsPerOperation', atMost: 1.2 },
  ];
}

function scenariosOf({ suite, by, how, others, awaited, unfit = {} }: Means): readonly Scenario[] {
  const ours = `sync-${suite}`;
  const about = `Two threads wake each other in turns, ${how}.`;
  const blocking = { ...common, suite, ours, work: 'ping-pong', contenders: [ours, ...others], unfit };
  return [
    {
      ...blocking,
      id: `${suite}-ping-pong`,
      group: 'ping-pong',
      title: `Ping-pong by ${by}`,
      about,
      bars: wakeBars(suite),
      quick: suite !== 'semaphore',
    },
    {
      ...blocking,
      id: `${suite}-ping-pong-busy`,
      group: 'busy',
      title: `Ping-pong by ${by}, on busy cores`,
      about: `${about} Meanwhile ${String(BUSY)} threads of another process want the cores, too.`,
      busy: BUSY,
      bars: busyBars(suite),
      quick: false,
    },
    {
      ...common,
      suite,
      ours,
      id: `${suite}-ping-pong-async`,
      group: 'ping-pong',
      title: `Ping-pong by ${by}, awaited`,
      about: `Tasks of two threads wake each other in turns, ${how}.`,
      work: 'ping-pong-async',
      contenders: [ours, ...awaited],
      unfit,
      quick: false,
    },
  ];
}

/** Two threads that wake each other in turns: blocked, blocked on busy cores, awaiting. */
export const pingPongScenarios: readonly Scenario[] = MEANS.flatMap(scenariosOf);
