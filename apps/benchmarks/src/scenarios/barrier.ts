import { wakeBars } from './ping-pong.ts';
import type { Bar, Scenario } from './scenario.ts';

const common = {
  suite: 'barrier',
  group: 'barrier',
  operation: 'generation',
  ours: 'sync-barrier',
} as const;

function barsFor(threads: number): readonly Bar[] {
  if (threads === 2) return wakeBars('barrier');
  const what = 'at most 1.15 x the time of a bare count and generation';
  return [{ kind: 'ratio', what, ours: 'sync-barrier', rival: 'bare-barrier', atLeast: 1 / 1.15 }];
}

/** Threads that meet at a barrier, over and over: blocked, for each number of them; and two that await. */
export function barrierScenarios(threadCounts: readonly number[]): readonly Scenario[] {
  const blocking = threadCounts.filter((threads) => threads > 1).map((threads): Scenario => ({
    ...common,
    id: `barrier-${String(threads)}t`,
    title: `Barrier of ${String(threads)} threads`,
    about: `${String(threads)} threads meet at one barrier, over and over, with nothing in between.`,
    work: 'barrier',
    threads,
    contenders: [
      'sync-barrier', 'bare-barrier', 'c-barrier', 'c-barrier-spinning', 'python-barrier', 'multithreading-barrier',
    ],
    bars: barsFor(threads),
    quick: threads === 2,
  }));
  return [
    ...blocking,
    {
      ...common,
      id: 'barrier-async',
      title: 'Barrier of 2 tasks in two threads',
      about: 'A task in each of two threads awaits one barrier, over and over, with nothing in between.',
      work: 'barrier-async',
      threads: 2,
      contenders: ['sync-barrier', 'bare-barrier', 'multithreading-barrier'],
      quick: false,
    },
  ];
}
